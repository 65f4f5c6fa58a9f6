"""What there is to decide, and how far each role's word goes."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import Role
from helpdesk.events.actors import Actor
from helpdesk.events.changes import take_over
from helpdesk.events.recording import record
from tickets.events import SETTING_CHANGED
from tickets.models import ApprovalKind


@transaction.atomic
def make(values: dict, *, by: Actor) -> ApprovalKind:
    """Add a kind of decision. `values` are its columns."""
    kind = ApprovalKind.objects.create(**values)
    _tell(kind, by, _("made"))
    return kind


@transaction.atomic
def change(kind: ApprovalKind, values: dict, *, by: Actor) -> ApprovalKind:
    """Change a kind of decision. What is waiting is judged by the new limits. The same again changes nothing."""
    kind = ApprovalKind.objects.select_for_update().get(pk=kind.pk)
    changes = take_over(kind, values)
    if changes:
        kind.save(update_fields=list(values))
        _tell(kind, by, changes)
    return kind


def reaches(kind: ApprovalKind, agent: Agent, amount: Decimal) -> bool:
    """Whether the agent decides this amount alone. An owner's word has no limit."""
    if agent.role == Role.OWNER:
        return True
    limit = kind.limits.get(agent.role)
    return limit is not None and amount <= Decimal(limit)


def may_decide(kind: ApprovalKind, agent: Agent, amount: Decimal) -> bool:
    """Whether the agent may decide what somebody else asks: by its role's limit, as the approver or as the deputy."""
    return agent.is_active and (agent.pk in (kind.approver_id, kind.deputy_id) or reaches(kind, agent, amount))


def in_words(kind: ApprovalKind, amount: Decimal) -> str:
    """The decision as people call it: "Goodwill credit 120 EUR"."""
    if not kind.unit:
        return kind.name
    return f"{kind.name} {amount.normalize():f} {kind.unit}"


def _tell(kind: ApprovalKind, by: Actor, changes: str) -> None:
    what = _("the approval %(name)s") % {"name": kind.name}
    record(SETTING_CHANGED, kind, by=by, what=what, changes=changes)
