"""What a queue is, and the ones every company starts with: each an index scan."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Agent, Team
from helpdesk.base import clock
from tickets.models import StatusCategory, Ticket
from tickets.models.ticket import TicketQuerySet

RECENTLY = timedelta(days=14)
STUCK_AFTER = timedelta(hours=48)
# What a list can be sorted by, an index for each. Among solved work the oldest would be looked for among all there is.
OF_OPEN_WORK = ("latest", "due", "oldest", "quiet")
OF_SOLVED_WORK = ("resolved", "latest", "quiet")


@dataclass(frozen=True)
class Queue:
    """One queue: its key in addresses, its name, which of the tickets an agent sees belong to it, and its looks."""

    key: str
    name: str | Promise
    icon: str
    chosen: Callable[[TicketQuerySet, Agent, datetime], TicketQuerySet]
    order: str = "latest"
    orders: tuple[str, ...] = OF_OPEN_WORK  # those offered besides
    tone: str = ""
    is_counted: bool = True
    team_id: int | None = None
    own_id: int | None = None
    columns: tuple[str, ...] = ()  # what its rows show; empty for the usual
    grouping: str = ""

    def tickets(self, agent: Agent) -> TicketQuerySet:
        """The queue's tickets as far as `agent` sees them, unordered."""
        return self.chosen(Ticket.objects.visible_to(agent), agent, clock.now())


def of_my_teams(tickets: TicketQuerySet, agent: Agent) -> TicketQuerySet:
    return tickets.filter(team__in=agent.memberships.values("team"))


STARTER = (
    Queue("mine", _("Mine"), "mine", lambda t, agent, now: t.open().awake().assigned_to(agent), order="due"),
    Queue("unassigned", _("Unassigned"), "unassigned", lambda t, agent, now: t.open().awake().unassigned()),
    Queue("my-teams", _("My teams"), "team", lambda t, agent, now: of_my_teams(t.open().awake(), agent)),
    Queue("open", _("All open"), "inbox", lambda t, agent, now: t.open()),
    Queue(
        "at-risk",
        _("At risk"),
        "clock",
        lambda t, agent, now: t.open().filter(is_breached=False, due_at__gte=now, at_risk_from__lte=now),
        order="due",
        tone="late",
    ),
    Queue("breached", _("Breached"), "breached", lambda t, agent, now: t.overdue(at=now), order="due", tone="late"),
    Queue("waiting", _("Waiting"), "waiting", lambda t, agent, now: t.open().in_category(StatusCategory.PENDING)),
    Queue(
        "stuck",
        _("Stuck for two days"),
        "on_hold",
        lambda t, agent, now: t.in_hand().awake().filter(last_message_at__lt=now - STUCK_AFTER),
        order="quiet",
    ),
    Queue("snoozed", _("Snoozed"), "snooze", lambda t, agent, now: t.asleep(), order="waking"),
    Queue(
        "resolved",
        _("Recently solved"),
        "resolved",
        lambda t, agent, now: t.resolved_since(now - RECENTLY),
        order="resolved",
        orders=OF_SOLVED_WORK,
        is_counted=False,
    ),
    Queue("spam", _("Spam"), "spam", lambda t, agent, now: t.spam(), is_counted=False),
)


def of_team(team: Team) -> Queue:
    return Queue(
        f"team-{team.pk}", team.name, "team", lambda t, agent, now: t.open().awake().of_team(team), team_id=team.pk
    )
