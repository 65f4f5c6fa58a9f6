"""A ticket as one line of a list: words and addresses made here, so that the template only writes them down."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.tenancy.context import current_tenant
from helpdesk.ui.templatetags.ui import hue, initials, minutes_text, when_text
from tickets import reading
from tickets.models import Priority, StatusCategory
from tickets.models.ticket import TicketQuerySet

COLUMNS = (
    "pk", "number", "subject", "status_category", "status__name", "priority", "requester__name", "organization__name",
    "assignee_id", "assignee__name", "last_message_at", "resolved_at", "created_at", "due_at", "at_risk_from",
    "is_open",
)  # fmt: skip


def of(tickets: TicketQuerySet) -> TicketQuerySet:
    """Only the columns a list shows, as plain rows."""
    return tickets.values_list(*COLUMNS, named=True)


def lines(rows: list, agent: Agent, *, queue_key: str = "", open_number: int | None = None) -> list[dict]:
    """The rows in words. One query more than the rows cost, however many there are."""
    read = reading.read_times([row.pk for row in rows], agent)
    every = Every(
        now=clock.now().astimezone(timezone.get_current_timezone()),
        query=f"?queue={queue_key}" if queue_key else "",
        open_number=open_number,
        pick_words=_("Select %(name)s") % {"name": f"{current_tenant().ticket_prefix}-%s"},
        priority_words=_("Priority: %(priority)s") % {"priority": "%s"},
        assignee_words=_("Assigned to %(name)s") % {"name": "%s"},
    )
    return [_line(row, read.get(row.pk), every) for row in rows]


@dataclass(frozen=True)
class Every:
    """What is the same in every row, looked up once."""

    now: datetime
    query: str
    open_number: int | None
    pick_words: str
    priority_words: str
    assignee_words: str


def _line(row, read_at, every):
    """Numbers and times are text that needs no escaping: the template would look at each for every row."""
    tone, due = due_words(row.due_at, row.at_risk_from, every.now) if row.is_open else ("", "")
    return {
        "id": SafeString(row.pk),
        "number": SafeString(row.number),
        "pick_words": every.pick_words % row.number,
        "href": SafeString(f"/desk/tickets/{row.number}/{every.query}"),
        "subject": row.subject,
        "who": row.requester__name,
        "where": row.organization__name or "",
        "is_unread": row.is_open and (read_at is None or read_at < row.last_message_at),
        "is_current": row.number == every.open_number,
        "when": SafeString(when_text(row.last_message_at.astimezone(every.now.tzinfo), today=every.now.date())),
        "status": row.status__name if row.status_category not in (StatusCategory.NEW, StatusCategory.OPEN) else "",
        "category": row.status_category,
        "tone": tone,
        "due": SafeString(due),
        "priority": Priority(row.priority).key if row.priority > Priority.NORMAL else "",
        "priority_words": every.priority_words % Priority(row.priority).label if row.priority > Priority.NORMAL else "",
        "assignee_words": every.assignee_words % row.assignee__name if row.assignee_id else "",
        "snippet": "",
        "initials": initials(row.assignee__name) if row.assignee_id else "",
        "hue": SafeString(hue(row.assignee_id)) if row.assignee_id else "",
    }


def due_words(due_at: datetime | None, at_risk_from: datetime | None, now: datetime) -> tuple[str, str]:
    """Tone and words for what is due next: `("warn", "42 min")`, `("late", "18 min late")`, `("", "")` for nothing.

    `now` is given in the zone that days are counted in.
    """
    if due_at is None:
        return "", ""
    minutes = (due_at - now).total_seconds() / 60
    if minutes < 0:
        return "late", _("%(time)s late") % {"time": minutes_text(-minutes)}
    tone = "warn" if at_risk_from and at_risk_from <= now else "plain"
    if due_at - now > timedelta(hours=12):
        return tone, when_text(due_at.astimezone(now.tzinfo), today=now.date())
    return tone, minutes_text(minutes)
