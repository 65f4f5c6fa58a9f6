"""A ticket's history as one page reads it: messages in order, what happened between them folded, days marked."""

from dataclasses import dataclass, field, replace

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.models import Event
from helpdesk.ui.templatetags.ui import icon, when
from tickets import events, history
from tickets.models import Message, Ticket
from tickets.web import said
from tickets.web.said import Beside, Said
from tickets.web.window import Gap, shown

TOLD_BY_MESSAGES = {
    kind.name
    for kind in (
        events.TICKET_OPENED,
        events.MESSAGE_RECEIVED,
        events.MESSAGE_SENT,
        events.NOTE_ADDED,
        events.MACHINE_MESSAGE_RECEIVED,
        events.SIDE_SENT,
        events.SIDE_RECEIVED,
    )
}
ICONS = {
    "ticket.assigned": "assign",
    "ticket.unassigned": "unassigned",
    "ticket.team_changed": "team",
    "ticket.priority_changed": "priority",
    "ticket.resolved": "resolved",
    "ticket.reopened": "refresh",
    "ticket.closed": "closed",
    "ticket.tags_changed": "tag",
    "ticket.category_changed": "queue",
    "ticket.fields_changed": "edit",
    "ticket.marked_spam": "spam",
    "ticket.acknowledged": "send",
    "message.delivery_failed": "alert",
    "message.scheduled": "clock",
    "message.held": "alert",
    "approval.asked": "help",
    "approval.granted": "check",
    "approval.refused": "close",
    "ticket.merged": "merge",
    "ticket.took_over": "merge",
    "ticket.split": "merge",
    "ticket.snoozed": "snooze",
    "ticket.woke": "snooze",
    "ticket.linked": "link",
    "ticket.part_done": "check",
}
ALWAYS_SHOWN = {"message.delivery_failed", "ticket.reopened", "ticket.merged", "ticket.took_over", "ticket.split"}
ALWAYS_SHOWN |= {
    "message.scheduled",
    "message.held",
    "ticket.woke",
    "ticket.part_done",
    "approval.asked",
    "approval.granted",
    "approval.refused",
    "approval.lapsed",
}


@dataclass
class Entry:
    """One thing on the timeline: the `label` of a day, a `message`, an `event` or `events` folded into one line, or the
    `gap` where messages are left out."""

    label: str = ""
    gap: Gap | None = None
    message: Said | None = None
    event: dict | None = None
    events: list = field(default_factory=list)


def entries(ticket: Ticket, agent: Agent, *, whole: bool = False, images_of=()) -> tuple[list[Entry], int, int]:
    """The timeline, the id of the newest message on it, and of the newest that is not the agent's own (0 for none). A
    long one is cut unless `whole`.

    `images_of` are the messages whose pictures from elsewhere were asked for.
    """
    messages, gaps = shown(ticket, whole=whole)
    beside = said.read_beside(messages, agent, images_of)
    happened = Event.objects.about(ticket).exclude(kind__in=TOLD_BY_MESSAGES).in_order()
    for gap in gaps:
        happened = happened.exclude(occurred_at__gt=gap.after, occurred_at__lt=gap.before)
    told = history.named_for(happened, agent)
    items = [(m.created_at, 0, m.pk, 1, m) for m in messages] + [(e.occurred_at, 1, e.pk, 0, e) for e in told]
    items += [(gap.before, 0, gap.before_id, 0, gap) for gap in gaps]
    items.sort(key=lambda item: item[:4])
    newest = max((m.pk for m in messages), default=0)
    newest_of_others = max((m.pk for m in messages if m.author_agent_id != agent.pk), default=0)
    return list(_with_days(_folded([item[4] for item in items], beside))), newest, newest_of_others


def of_side(messages: list[Message], agent: Agent) -> list[Entry]:
    """What was said in a conversation beside the ticket, for its own page: that it stands beside need not be said, and
    pictures from elsewhere are asked for in the ticket."""
    beside, same = said.read_beside(messages, agent), {"side_id": "", "is_note": False, "pictures": ""}
    return [Entry(message=replace(said.in_words(one, beside), **same)) for one in messages]


def _folded(items, beside: Beside):
    """Messages one by one; neighbouring events as one entry, those that matter at once open."""
    waiting: list[Event] = []
    for item in items:
        if isinstance(item, Event) and item.kind not in ALWAYS_SHOWN:
            waiting.append(item)
            continue
        yield from _fold(waiting)
        waiting = []
        if isinstance(item, Event):
            yield item.occurred_at, Entry(event=_event(item))
        elif isinstance(item, Gap):
            yield item.after, Entry(gap=item)
        else:
            yield item.created_at, Entry(message=said.in_words(item, beside))
    yield from _fold(waiting)


def _fold(happened):
    if not happened:
        return
    rows = [_event(event) for event in happened]
    yield happened[-1].occurred_at, Entry(event=rows[0]) if len(rows) == 1 else Entry(events=rows)


def _event(event):
    return {"text": event.sentence, "at": when(event.occurred_at), "icon": icon(ICONS.get(event.kind, "event"))}


def _with_days(dated):
    zone, last = timezone.get_current_timezone(), None
    today = clock.now().astimezone(zone).date()
    for moment, entry in dated:
        day = moment.astimezone(zone).date()
        if day != last:
            last = day
            yield Entry(label=_day_words(day, today))
        yield entry


def _day_words(day, today):
    days = (today - day).days
    if days == 0:
        return _("Today")
    if days == 1:
        return _("Yesterday")
    return date_format(day, "l, j F" if day.year == today.year else "j F Y")
