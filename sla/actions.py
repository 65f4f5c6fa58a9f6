"""What sla adds to the actions of rules: the way up the escalation matrix."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sla import levels
from tickets.automation.actions.registry import Action, Doing, action
from tickets.models import Ticket


def _escalate(ticket: Ticket, values: Mapping[str, Any], doing: Doing) -> str:
    row = levels.escalate(ticket, by=doing.by, because=doing.because or _("a rule"))
    if row is None:
        return _("no higher level to escalate to")
    return _("escalated to level %(level)s, %(team)s") % {"level": row.level, "team": row.team}


action(
    Action(
        "escalate",
        gettext_lazy("Escalate to the next level of the matrix"),
        dict,
        lambda values: {},
        lambda values: _("escalate to the next level"),
        _escalate,
        changes=("escalated", "team", "owner"),
    )
)
