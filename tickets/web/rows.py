"""A ticket as one line of a list: words and addresses made here, so that the template only writes them down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.tenancy.context import current_tenant
from helpdesk.ui.templatetags.ui import hue, initials, when_text
from tickets import ticking
from tickets.models import Priority, StatusCategory
from tickets.models.ticket import TicketQuerySet
from tickets.starter_queues import Queue
from tickets.ticking import Hours
from tickets.web import row_looks

COLUMNS = (
    "pk", "number", "subject", "status_category", "status__name", "priority", "requester__name", "organization__name",
    "assignee_id", "assignee__name", "last_message_at", "resolved_at", "created_at", "due_at", "at_risk_from",
    "due_calendar", "is_open", "snoozed_until", "channel", "team_id", "category_id",
    "is_private",
)  # fmt: skip


def of(tickets: TicketQuerySet, agent: Agent) -> TicketQuerySet:
    """Only the columns a list shows, as plain rows, and when `agent` read each."""
    return tickets.with_read_mark(agent).values_list(*COLUMNS, "read_at", named=True)


def lines(rows: list, *, queue: Queue | None = None, open_number: int | None = None) -> list[dict]:
    """The rows in words, grouped where the queue wants it. No query more than the rows cost; with tags one."""
    every = Every(
        now=clock.now().astimezone(timezone.get_current_timezone()),
        query=f"?queue={queue.key}" if queue else "",
        open_number=open_number,
        pick_words=_("Select %(name)s") % {"name": f"{current_tenant().ticket_prefix}-%s"},
        priority_words=_("Priority: %(priority)s") % {"priority": "%s"},
        assignee_words=_("Assigned to %(name)s") % {"name": "%s"},
        asleep_words=_("Snoozed"),
        hours=ticking.hours(),
    )
    made = [_line(row, every) for row in rows]
    return row_looks.arranged(rows, made, queue) if queue and (queue.columns or queue.grouping) else made


@dataclass(frozen=True)
class Every:
    """What is the same in every row, looked up once."""

    now: datetime
    query: str
    open_number: int | None
    pick_words: str
    priority_words: str
    assignee_words: str
    asleep_words: str
    hours: Mapping[int, Hours]


def _status(row, asleep_words) -> str:
    """The status where it tells something: nobody needs to read that an open ticket is open."""
    if row.snoozed_until:
        return asleep_words
    return row.status__name if row.status_category not in (StatusCategory.NEW, StatusCategory.OPEN) else ""


def _line(row, every):
    """Numbers and times are text that needs no escaping: the template would look at each for every row."""
    due = due_chip(row, every.now, every.hours) if row.is_open else NO_CHIP
    return {
        "id": SafeString(row.pk),
        "number": SafeString(row.number),
        "pick_words": every.pick_words % row.number,
        "href": SafeString(f"/desk/tickets/{row.number}/{every.query}"),
        "subject": row.subject,
        "who": row.requester__name,
        "where": row.organization__name or "",
        "is_unread": row.is_open and (row.read_at is None or row.read_at < row.last_message_at),
        "is_private": row.is_private,
        "is_current": row.number == every.open_number,
        "when": SafeString(when_text(row.last_message_at.astimezone(every.now.tzinfo), today=every.now.date())),
        "status": _status(row, every.asleep_words),
        "category": "snoozed" if row.snoozed_until else row.status_category,
        "due": due.words,
        "due_marks": due.marks,
        "priority": Priority(row.priority).key if row.priority > Priority.NORMAL else "",
        "priority_words": every.priority_words % Priority(row.priority).label if row.priority > Priority.NORMAL else "",
        "assignee_words": every.assignee_words % row.assignee__name if row.assignee_id else "",
        "snippet": "",
        "extras": (),
        "heading": "",
        "initials": initials(row.assignee__name) if row.assignee_id else "",
        "hue": SafeString(hue(row.assignee_id)) if row.assignee_id else "",
    }


class DueChip(NamedTuple):
    """What is due next, in words, and as attributes what the browser needs to count on (static/js/due.js)."""

    tone: str
    words: str
    marks: str


NO_CHIP = DueChip("", "", "")


def due_chip(ticket, now: datetime, hours: Mapping[int, Hours]) -> DueChip:
    """`("warn", "42 min", …)`, `("late", "18 min late", …)`, a day for what is far away; empty where nothing is due.

    `ticket` is one, or its row; `now` is given in the zone that days are counted in.
    """
    due, risk, calendar = ticket.due_at, ticket.at_risk_from, ticket.due_calendar
    if due is None:
        return NO_CHIP
    left = ticking.seconds_left(due, calendar, now, hours)
    if due < now:
        tone, words = "late", ticking.late(-left)
    else:
        tone = "warn" if risk and risk <= now else "plain"
        is_far = left > ticking.FAR_SECONDS
        words = when_text(due.astimezone(now.tzinfo), today=now.date()) if is_far else ticking.short(left)
    since = int(risk.timestamp()) if risk else ""
    marks = (
        f' data-tone="{tone}" data-due="{int(due.timestamp())}" data-risk="{since}" data-calendar="{calendar or ""}"'
    )
    return DueChip(tone, SafeString(words), SafeString(marks))
