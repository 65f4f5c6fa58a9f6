"""What metrics adds to the actions of rules: not asking the customer for a rating."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.events.recording import record
from metrics.events import SURVEY_UNWANTED
from metrics.surveys.eligibility import is_unwanted
from tickets.automation.actions.registry import Action, Doing, action
from tickets.models import Ticket


def _ask_nobody(ticket: Ticket, values: Mapping[str, Any], doing: Doing) -> str:
    """A survey that is planned already is judged once more before it is sent, and stays away then."""
    if is_unwanted(ticket):
        return _("nobody was to be asked already")
    record(SURVEY_UNWANTED, ticket, by=doing.by)
    return _("the customer is not asked for a rating")


action(
    Action(
        "no_survey",
        gettext_lazy("Do not ask the customer for a rating"),
        dict,
        lambda values: {},
        lambda values: _("do not ask for a rating"),
        _ask_nobody,
    )
)
