"""Answers that go out later by themselves. What stands in the way then holds them back; it is never just sent.

A scheduled answer is its author's draft with an hour on it, so nothing that was written can be lost on the way.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import allow
from helpdesk.base import clock
from helpdesk.base.html import text_to_html
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.notices.models import Notice
from helpdesk.notices.telling import tell
from tickets import answering, fields, lifecycle, staleness
from tickets.access import those_who_see
from tickets.conversation import Words
from tickets.events import SCHEDULE_DROPPED, SCHEDULE_HELD, SCHEDULE_MADE
from tickets.locking import locked
from tickets.models import Attachment, Draft, Status, Ticket
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
    copies=(),
    attachments=(),
    then: Status | None = None,
    seen_id: int | None = None,
) -> Draft:
    """Keep the answer and send it at `send_at` as the agent's own. Raises NotScheduled.

    `seen_id` is the newest message its author had seen: what others say later holds it back.
    """
    _require_ahead(send_at)
    if not words.text.strip() and not words.html and not attachments:
        raise NotScheduled(_("Write something first."))
    ticket = locked(ticket)
    lifecycle.require_lively(ticket)
    values = {"html": words.html or text_to_html(words.text), "cc": list(copies), "updated_at": clock.now()}
    values |= {"send_at": send_at, "send_then": then, "seen_id": seen_id}
    draft, _is_new = Draft.objects.update_or_create(ticket=ticket, agent=agent, kind=Draft.Kind.REPLY, defaults=values)
    Attachment.objects.filter(pk__in=[one.pk for one in attachments]).update(draft=draft)
    Attachment.objects.filter(draft=draft).exclude(pk__in=[one.pk for one in attachments]).delete()
    record(SCHEDULE_MADE, ticket, by=Actor.agent(agent), at=_local(send_at), instant=send_at.isoformat())
    return draft


@transaction.atomic
def drop(draft: Draft, *, by: Agent) -> Draft:
    """Make the answer a plain draft of its author again."""
    ticket = locked(draft.ticket)
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.send_at is not None:
        _take_off(draft)
        record(SCHEDULE_DROPPED, ticket, by=Actor.agent(by))
    return draft


def send_due(ids: list[int]) -> int:
    """Send what is due among what a sweep found; returns how many left. Repeating it, or two at once, is harmless.

    One that fails keeps no other waiting: it is a draft again, and its author is told.
    """
    return sum(_send_or_hold(pk) for pk in ids)


def _send_or_hold(pk: int) -> bool:
    try:
        return send_if_due(pk)
    except Exception:  # whatever it is: it would fail again at every sweep, before all that come after it
        log.exception("the scheduled answer %s could not be sent", pk)
        draft = Draft.objects.select_related("agent__user", "ticket").get(pk=pk)
        _hold(draft, locked(draft.ticket), _("sending it failed"))
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
    if obstacle := _obstacle(draft, ticket):
        _hold(draft, ticket, obstacle)
        return False
    files = list(draft.attachments.all())
    words = Words.typed(draft.html, is_html=True)
    answering.answer(ticket, words, by=draft.agent, copies=draft.cc, attachments=files, then=_usable(draft.send_then))
    draft.delete()
    return True


def scheduled_by(agent: Agent, ticket: Ticket) -> Draft | None:
    """The agent's answer on the ticket that waits for its hour."""
    waiting = Draft.objects.filter(ticket=ticket, agent=agent, send_at__isnull=False)
    return waiting.select_related("send_then").first()


def _obstacle(draft: Draft, ticket: Ticket) -> str:
    """Why the answer must not go out by itself; empty where nothing is in the way."""
    if not draft.agent.is_active or not allow(draft.agent, "ticket.reply") or not those_who_see(ticket, [draft.agent]):
        return _("its author may not answer here any more")
    if not ticket.is_present or ticket.is_closed:
        return _("the ticket is closed, merged or spam")
    if staleness.messages_since(ticket, draft.seen_id, by=draft.agent):
        return _("somebody wrote meanwhile")
    then = _usable(draft.send_then)
    if then is not None and then.category in ("resolved", "closed"):
        try:
            fields.require_for_resolving(ticket)
        except fields.MissingFields as missing:
            return str(missing)
    return ""


def _hold(draft: Draft, ticket: Ticket, why: str) -> None:
    _take_off(draft)
    event = record(SCHEDULE_HELD, ticket, by=BY, name=draft.agent.name, why=why)
    text = _("Your answer on %(ticket)s was not sent: %(why)s. It is kept as a draft.")
    words = text % {"ticket": reference(ticket), "why": why}
    path = f"/desk/tickets/{ticket.number}/"
    tell([draft.agent], Notice.Kind.SYSTEM, event, text=words, path=path, ticket_number=ticket.number)


def _take_off(draft: Draft) -> None:
    draft.send_at, draft.send_then, draft.seen_id = None, None, None
    draft.save(update_fields=["send_at", "send_then", "seen_id"])


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
