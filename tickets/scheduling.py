"""Answers that go out later by themselves. What stands in the way then holds them back; it is never just sent.

A scheduled answer is its author's draft with an hour on it, so nothing that was written can be lost on the way. Every
answer of the desk is one for the seconds in which it can be taken back (decision 0091).
"""

import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import allow
from helpdesk.base import causes, clock
from helpdesk.base.html import text_to_html
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.notices.models import Notice
from helpdesk.notices.telling import tell
from helpdesk.tenancy.context import current_tenant, current_tenant_id, use_tenant
from tickets import answer_parts, answering, checklists, drafts, fields, lifecycle, recipients, staleness
from tickets.conversation import Words
from tickets.events import SCHEDULE_DROPPED, SCHEDULE_HELD, SCHEDULE_MADE
from tickets.locking import locked
from tickets.models import Attachment, Draft, Status, Ticket
from tickets.models.visibility import those_who_see
from tickets.numbering import reference

log = logging.getLogger(__name__)
BY = Actor.system("scheduled answers")
FARTHEST = timedelta(days=366)


class NotScheduled(ValueError):
    """The answer is not sent by itself; the text says why."""


@transaction.atomic
def schedule(
    ticket: Ticket,
    agent: Agent,
    words: Words,
    send_at: datetime,
    *,
    copies: Iterable[str] | None = None,
    blind: Iterable[str] = (),
    attachments=(),
    then: Status | None = None,
    seen_id: int | None = None,
    parts: dict | None = None,
) -> Draft:
    """Keep the answer and send it at `send_at` as the agent's own. Raises NotScheduled, answer_parts.PartRefused.

    `seen_id` is the newest message its author had seen: what others say later holds it back. `parts` is what was chosen
    besides the words, judged as of the hour at which it is said.
    """
    _require_ahead(send_at)
    said = Said(words, copies, attachments, then, seen_id, parts or {}, blind)
    with clock.at(send_at):
        answer_parts.chosen(said.parts, ticket, then)
    ticket, draft = _keep(ticket, agent, said, send_at)
    record(SCHEDULE_MADE, ticket, by=Actor.agent(agent), at=_local(send_at), instant=send_at.isoformat())
    return draft


@dataclass(frozen=True)
class Said:
    """An answer as its author sent it: all that has to come back if it does not leave."""

    words: Words
    copies: Iterable[str] | None = None  # None: who is in copy
    attachments: Iterable[Attachment] = ()
    then: Status | None = None
    seen_id: int | None = None
    parts: dict = field(default_factory=dict)
    blind: Iterable[str] = ()


@transaction.atomic
def hold(ticket: Ticket, agent: Agent, said: Said, seconds: int) -> Draft:
    """Send the answer in `seconds`, until when its author can take it back without a trace. Raises as `schedule`."""
    _ticket, draft = _keep(ticket, agent, said, clock.now() + timedelta(seconds=seconds), is_held=True)
    _ring_after_commit(draft.pk, seconds)
    return draft


def _keep(ticket: Ticket, agent: Agent, said: Said, send_at: datetime, *, is_held=False) -> tuple[Ticket, Draft]:
    files = [one.pk for one in said.attachments]
    if not said.words.text.strip() and not said.words.html and not files:
        raise NotScheduled(_("Write something first."))
    ticket = locked(ticket)
    lifecycle.require_lively(ticket)
    html = said.words.html or text_to_html(said.words.text)
    copies = drafts.copies_now(ticket) if said.copies is None else list(said.copies)
    values = {"html": html, "cc": copies, "bcc": list(said.blind), "updated_at": clock.now(), "parts": said.parts}
    values |= {"send_at": send_at, "send_then": said.then, "seen_id": said.seen_id, "is_held": is_held}
    draft, _is_new = Draft.objects.update_or_create(ticket=ticket, agent=agent, kind=Draft.Kind.REPLY, defaults=values)
    Attachment.objects.filter(pk__in=files).update(draft=draft)
    Attachment.objects.filter(draft=draft).exclude(pk__in=files).delete()
    return ticket, draft


@transaction.atomic
def drop(draft: Draft, *, by: Agent) -> Draft:
    """Make the answer a plain draft of its author again. One that was only held leaves no trace on the ticket.

    Raises Draft.DoesNotExist where it is gone: it was sent.
    """
    ticket = locked(draft.ticket)
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.send_at is not None:
        was_held = draft.is_held
        _take_off(draft)
        if not was_held:
            record(SCHEDULE_DROPPED, ticket, by=Actor.agent(by))
    return draft


def send_due(ids: list[int]) -> int:
    """Send what is due among what a sweep found; returns how many left. Repeating it, or two at once, is harmless.

    One that fails keeps no other waiting: it is a draft again, and its author is told.
    """
    return sum(_send_or_hold(pk) for pk in ids)


def see_off(tenant_id: int, pk: int, seconds: float) -> None:
    """Ring a worker for the end of the seconds; while the broker is away, count and send here, in a thread of its own.

    A process that ends before leaves the answer to the sweep.
    """
    from tickets.tasks import send_held

    end = time.monotonic() + seconds
    if send_held.ring_in(seconds, tenant_id, pk):
        return
    time.sleep(max(0, end - time.monotonic()))
    try:
        with causes.cause(), use_tenant(tenant_id):
            send_due([pk])
    finally:
        connection.close()


def _send_or_hold(pk: int) -> bool:
    try:
        return send_if_due(pk)
    except Exception:  # whatever it is: it would fail again at every sweep, before all that come after it
        log.exception("the scheduled answer %s could not be sent", pk)
        draft = Draft.objects.select_related("agent__user", "ticket").get(pk=pk)
        hold_back(draft, locked(draft.ticket), _("sending it failed"))
        return False


@transaction.atomic
def send_if_due(pk: int) -> bool:
    """Send one answer whose time has come, or hold it back and tell its author why."""
    draft = Draft.objects.filter(pk=pk).first()
    if draft is None:
        return False
    ticket = locked(draft.ticket)
    draft = (
        Draft.objects.select_for_update(of=("self",)).select_related("agent__user", "send_then").filter(pk=pk).first()
    )
    if draft is None or draft.send_at is None or draft.send_at > clock.now():
        return False
    # What was typed is read as its author typed it: a moment by the author's own clock.
    with timezone.override(draft.agent.time_zone or current_tenant().time_zone):
        if obstacle := _obstacle(draft, ticket):
            hold_back(draft, ticket, obstacle)
            return False
        _send(draft, ticket)
    draft.delete()
    return True


def _send(draft: Draft, ticket: Ticket) -> None:
    then = _usable(draft.send_then)
    additions = answer_parts.chosen(draft.parts, ticket, then)
    words = answer_parts.ending(Words.typed(draft.html, is_html=True), additions)
    files = list(draft.attachments.all())
    people = {"copies": recipients.with_late_comers(draft.cc, ticket, draft.updated_at), "blind": draft.bcc}
    message = answering.answer(ticket, words, by=draft.agent, **people, attachments=files, then=then)
    for one in additions:
        one.keep(message, draft.agent)


def scheduled_by(agent: Agent, ticket: Ticket) -> Draft | None:
    """The agent's answer on the ticket that waits for its hour."""
    waiting = Draft.objects.filter(ticket=ticket, agent=agent, send_at__isnull=False)
    return waiting.select_related("send_then").first()


def require_sendable(ticket: Ticket, said: Said) -> None:
    """Raise now what would hold the answer back in a moment: fields.MissingFields (of a checklist too), PartRefused."""
    if said.then is not None and said.then.category in ("resolved", "closed"):
        fields.require_for_resolving(ticket)
        checklists.require_for_resolving(ticket)
    answer_parts.chosen(said.parts, ticket, said.then)


def _obstacle(draft: Draft, ticket: Ticket) -> str:
    """Why the answer must not go out by itself; empty where nothing is in the way."""
    if not draft.agent.is_active or not allow(draft.agent, "ticket.reply") or not those_who_see(ticket, [draft.agent]):
        return _("its author may not answer here any more")
    if not ticket.is_present or ticket.is_closed:
        return _("the ticket is closed, merged or spam")
    if staleness.messages_since(ticket, draft.seen_id, by=draft.agent):
        return _("somebody wrote meanwhile")
    words, then = Words.typed(draft.html, is_html=True), _usable(draft.send_then)
    try:
        require_sendable(ticket, Said(words, then=then, parts=draft.parts))
    except (fields.MissingFields, answer_parts.PartRefused) as refused:
        return str(refused)
    return ""


def hold_back(draft: Draft, ticket: Ticket, why: str) -> None:
    """Make the answer a plain draft again, and tell its author that it does not leave."""
    _take_off(draft)
    event = record(SCHEDULE_HELD, ticket, by=BY, name=draft.agent.name, why=why)
    text = _("Your answer on %(ticket)s was not sent: %(why)s. It is kept as a draft.")
    words = text % {"ticket": reference(ticket), "why": why}
    path = f"/desk/tickets/{ticket.number}/"
    tell([draft.agent], Notice.Kind.SYSTEM, event, text=words, path=path, ticket_number=ticket.number)


def _take_off(draft: Draft) -> None:
    draft.send_at, draft.send_then, draft.seen_id, draft.is_held = None, None, None, False
    draft.save(update_fields=["send_at", "send_then", "seen_id", "is_held"])


def _ring_after_commit(pk: int, seconds: int) -> None:
    """The sweep comes every ten seconds; who holds an answer for ten is not to wait for twenty.

    Beside the request: finding out that the broker is away takes longer than anybody waits for a page.
    """
    about = current_tenant_id(), pk, seconds
    beside = threading.Thread(target=see_off, args=about, name=f"see off {pk}", daemon=True)
    transaction.on_commit(beside.start, robust=True)


def _usable(status: Status | None) -> Status | None:
    return status if status is not None and status.is_active else None


def _require_ahead(send_at: datetime) -> None:
    now = clock.now()
    if send_at <= now:
        raise NotScheduled(_("That moment has passed. Choose one that lies ahead, or send it now."))
    if send_at > now + FARTHEST:
        raise NotScheduled(_("Choose a moment within a year."))


def _local(instant: datetime) -> str:
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M}"
