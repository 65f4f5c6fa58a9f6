"""Deciding, or asking who may: once, in time, and never by the one who asks."""

import logging
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.events.recording import record
from helpdesk.notices.models import Notice
from helpdesk.notices.telling import tell
from tickets.approvals.kinds import in_words, may_decide, reaches
from tickets.events import (
    APPROVAL_ASKED,
    APPROVAL_GRANTED,
    APPROVAL_LAPSED,
    APPROVAL_REFUSED,
    APPROVAL_WITHDRAWN,
)
from tickets.locking import locked
from tickets.models import Approval, ApprovalKind, Ticket
from tickets.models.visibility import those_who_see
from tickets.numbering import reference

log = logging.getLogger(__name__)
BY = Actor.system("approvals")
State = Approval.State


class NotDecided(ValueError):
    """Nothing was decided or asked; the text says why and what to do."""


@transaction.atomic
def ask(ticket: Ticket, kind: ApprovalKind, amount: Decimal, because: str, *, by: Agent) -> Approval:
    """Take a decision where the agent's limit reaches, else ask those whose does; the ticket waits for them.

    Asking the same again while it waits changes nothing.
    Raises NotDecided where the kind is off, the ticket is not lively, or nobody could decide it.
    """
    ticket = locked(ticket)
    if not ticket.is_present or not kind.is_active:
        raise NotDecided(_("This cannot be decided on this ticket any more."))
    now = clock.now()
    approval = Approval(
        ticket=ticket,
        kind=kind,
        amount=amount if kind.unit else Decimal(0),
        because=because,
        asked_by=by,
        asked_at=now,
        decide_by=now + timedelta(hours=kind.hours_to_decide),
    )
    if reaches(kind, by, approval.amount):
        return _decide(approval, State.GRANTED, _("within the own limit"), by=by)
    same = Approval.objects.waiting().filter(ticket=ticket, kind=kind, amount=approval.amount, asked_by=by)
    if (asked := same.filter(because=because).first()) is not None:
        return asked
    deciders = _deciders(approval, but=by)
    if not deciders:
        raise NotDecided(
            _("Nobody who sees this ticket may decide that. An administrator sets who may, under Settings, Approvals.")
        )
    approval.asked_of = ", ".join(one.name for one in deciders)[:500]
    approval.save()
    what = in_words(kind, approval.amount)
    event = record(APPROVAL_ASKED, ticket, by=Actor.agent(by), what=what, because=because, approval=approval.pk)
    words = _("%(who)s asks you to decide on %(ticket)s: %(what)s")
    _notify(deciders, event, approval, words % {"who": by.name, "ticket": reference(ticket), "what": what})
    _mark(ticket)
    return approval


@transaction.atomic
def decide(approval: Approval, *, granted: bool, answer: str, by: Agent) -> Approval:
    """Grant or refuse what somebody else asked for. Raises NotDecided where it is not the agent's to decide, or not
    any more."""
    approval = _waiting(approval)
    if approval.asked_by_id == by.pk:
        raise NotDecided(_("Nobody decides what they asked for themselves. Withdraw it instead."))
    if not may_decide(approval.kind, by, approval.amount):
        raise NotDecided(_("This is beyond your limit."))
    return _decide(approval, State.GRANTED if granted else State.REFUSED, answer, by=by)


@transaction.atomic
def withdraw(approval: Approval, *, by: Agent) -> Approval:
    """Take back what one asked for. Raises NotDecided for others, and once it is decided."""
    approval = _waiting(approval)
    if approval.asked_by_id != by.pk:
        raise NotDecided(_("Only who asked can withdraw it."))
    return _decide(approval, State.WITHDRAWN, "", by=by)


def lapse_due(ids: list[int]) -> int:
    """End what nobody decided in time, among what a sweep found; returns how many. Repeating it is harmless."""
    found = Approval.objects.waiting().filter(pk__in=ids).order_by("id")
    return sum(_lapse_or_leave(approval) for approval in found)


def _lapse_or_leave(approval: Approval) -> bool:
    try:
        return _lapse(approval)
    except Exception:  # whatever it is, it must not keep the others waiting
        log.exception("the approval %s could not lapse", approval.pk)
        return False


@transaction.atomic
def _lapse(approval: Approval) -> bool:
    approval = _fresh(approval)
    if approval.state != State.WAITING or approval.decide_by > clock.now():
        return False
    _decide(approval, State.LAPSED, "", by=None)
    return True


def _deciders(approval: Approval, *, but: Agent) -> list[Agent]:
    """The approver, or the deputy while the approver is away; without either all whose limit reaches."""
    kind = approval.kind
    named = [one for one in (kind.approver, kind.deputy) if one is not None and one.is_active and one != but]
    asked = those_who_see(approval.ticket, named)
    if asked:
        return [one for one in asked if one.is_on_duty][:1] or asked
    able = Agent.objects.active().select_related("user").by_name()
    reaching = [one for one in able if one != but and may_decide(kind, one, approval.amount)]
    return those_who_see(approval.ticket, reaching)


_KINDS = {
    State.GRANTED: APPROVAL_GRANTED,
    State.REFUSED: APPROVAL_REFUSED,
    State.LAPSED: APPROVAL_LAPSED,
    State.WITHDRAWN: APPROVAL_WITHDRAWN,
}


def _decide(approval: Approval, state: str, answer: str, *, by: Agent | None) -> Approval:
    approval.state, approval.answer = state, answer[:1000]
    approval.decided_by, approval.decided_at = by, clock.now()
    approval.save()
    ticket = locked(approval.ticket)
    what = in_words(approval.kind, approval.amount)
    actor = Actor.agent(by) if by else BY
    event = record(
        _KINDS[State(state)], ticket, by=actor, what=what, answer=f": {answer}" if answer else "", approval=approval.pk
    )
    if approval.asked_by and approval.asked_by != by:
        words = {"what": what, "state": approval.get_state_display(), "ticket": reference(ticket)}
        _notify([approval.asked_by], event, approval, _("%(what)s on %(ticket)s: %(state)s") % words)
    _mark(ticket)
    return approval


def _notify(agents: list[Agent], event: Event, approval: Approval, text: str) -> None:
    number = approval.ticket.number
    path = f"/desk/tickets/{number}/approvals/"
    tell(agents, Notice.Kind.APPROVAL, event, text=text, path=path, ticket_number=number)


def _mark(ticket: Ticket) -> None:
    """Until when the ticket waits for somebody's decision: the latest of them."""
    waiting = Approval.objects.waiting().filter(ticket=ticket).order_by("-decide_by")
    ticket.approval_due_at = waiting.values_list("decide_by", flat=True).first()
    ticket.save(update_fields=["approval_due_at"])


def _fresh(approval: Approval) -> Approval:
    """The row as it stands, held; its ticket is locked first, as everywhere."""
    locked(Ticket.objects.get(pk=approval.ticket_id))
    return Approval.objects.select_for_update(of=("self",)).select_related("kind", "ticket").get(pk=approval.pk)


def _waiting(approval: Approval) -> Approval:
    approval = _fresh(approval)
    if approval.state != State.WAITING:
        who = approval.decided_by.name if approval.decided_by else _("time")
        state = approval.get_state_display()
        raise NotDecided(_("This is decided already: %(state)s, by %(who)s.") % {"state": state, "who": who})
    return approval
