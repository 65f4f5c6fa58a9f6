"""How long people worked on a ticket: beats of open pages become seconds, and people correct them in their own name.

An open page beats every 15 s while it is looked at (spec/metrics.md §3): two beats of one agent on one ticket at most
30 s apart count what lies between them, a longer gap counts nothing, and no second of an agent counts twice, however
many screens they have.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.events.recording import record
from helpdesk.tenancy.keeping import kept
from tickets.events import SETTING_CHANGED, TIME_CORRECTED
from tickets.locking import locked
from tickets.models import Stretch, Ticket, TimeCorrection, WorkRules
from tickets.models.work_rules import USUAL_IDLE

LONGEST_GAP = timedelta(seconds=30)
SUSPICIOUS = timedelta(hours=2)  # so long without doing anything: somebody forgot a page
MOST_MINUTES = 24 * 60


class CannotCorrect(ValueError):
    """The time stays as it is; the text says why."""


@dataclass(frozen=True)
class Share:
    """What one agent spent on a ticket, corrections included."""

    agent_id: int
    name: str
    seconds: int

    @property
    def minutes(self) -> float:
        return self.seconds / 60


@transaction.atomic
def beat(ticket: Ticket, agent: Agent) -> None:
    """Hear from an open page that the agent works on the ticket now."""
    now = clock.now()
    lately = Stretch.objects.select_for_update().filter(agent=agent, last_at__gte=now - LONGEST_GAP).order_by("id")
    rows = list(lately)
    own = next((row for row in rows if row.ticket_id == ticket.pk), None)
    if own is None:
        Stretch.objects.create(ticket=ticket, agent=agent, started_at=now, last_at=now, counted_until=now)
        return
    counted_from = max([own.last_at, *(row.counted_until for row in rows if row.seconds)])
    if now > counted_from:
        own.seconds += round((now - counted_from).total_seconds())
        own.counted_until = now
    own.last_at = max(own.last_at, now)
    own.save(update_fields=["seconds", "counted_until", "last_at"])


def idle_seconds() -> int:
    """After so long without a key or a pointer nobody works on the ticket that is open (the company's setting)."""
    return kept(WorkRules, "idle", _find_idle_seconds)


@transaction.atomic
def set_idle(seconds: int, *, by: Actor) -> None:
    """Open pages follow with the next ticket they show."""
    old = idle_seconds()
    if seconds != old:
        rules, _is_new = WorkRules.objects.update_or_create(defaults={"idle_seconds": seconds})
        what = _("when time on tickets stands still")
        record(
            SETTING_CHANGED, rules, by=by, what=what, changes=_("%(old)s → %(new)s s") % {"old": old, "new": seconds}
        )


@transaction.atomic
def correct(ticket: Ticket, agent: Agent, minutes: int, because: str, *, by: Agent) -> TimeCorrection:
    """Add minutes to an agent's time on the ticket, or take some off. Raises CannotCorrect."""
    ticket = locked(ticket)
    had = next((share.seconds for share in shares(ticket) if share.agent_id == agent.pk), 0)
    if had + minutes * 60 < 0:
        text = _("%(name)s has %(minutes)s min on this ticket: no more can be taken off.")
        raise CannotCorrect(text % {"name": agent.name, "minutes": had // 60})
    made = TimeCorrection.objects.create(
        ticket=ticket, agent=agent, seconds=minutes * 60, because=because, by_name=by.name, made_at=clock.now()
    )
    record(TIME_CORRECTED, ticket, by=Actor.agent(by), name=agent.name, minutes=f"{minutes:+d}", because=because)
    return made


def shares(ticket: Ticket) -> list[Share]:
    """Who spent how long, the longest first."""
    measured = _by_agent(Stretch.objects.filter(ticket=ticket))
    return added_up(measured.union(_by_agent(TimeCorrection.objects.filter(ticket=ticket)), all=True))


def added_up(parts: Iterable[tuple[int, str, int]]) -> list[Share]:
    """Shares of what was measured and corrected: agents, their names and seconds, each maybe several times."""
    seconds: dict[tuple[int, str], int] = {}
    for agent_id, name, total in parts:
        seconds[agent_id, name] = seconds.get((agent_id, name), 0) + total
    found = [Share(agent_id, name, total) for (agent_id, name), total in seconds.items()]
    return sorted((share for share in found if share.seconds), key=lambda share: -share.seconds)


def seconds_on(ticket_ids: list[int]) -> dict[int, int]:
    """Seconds of everybody on each of many tickets: one question for a whole table."""
    found: dict[int, int] = {}
    tables = [model.objects.filter(ticket__in=ticket_ids).values_list("ticket") for model in (Stretch, TimeCorrection)]
    of_stretches, of_corrections = (rows.annotate(total=Sum("seconds")) for rows in tables)
    for ticket_id, total in of_stretches.union(of_corrections, all=True):
        found[ticket_id] = found.get(ticket_id, 0) + total
    return found


def suspicious(ticket: Ticket) -> list[Stretch]:
    """Stretches of more than two hours in which their agent did nothing to the ticket: to be looked at."""
    long = Stretch.objects.filter(ticket=ticket, seconds__gt=SUSPICIOUS.total_seconds()).select_related("agent")
    return [row for row in long.order_by("id") if not _did_something(ticket, row.agent_id, row.started_at, row.last_at)]


def _find_idle_seconds() -> int:
    return WorkRules.objects.values_list("idle_seconds", flat=True).first() or USUAL_IDLE


def _did_something(ticket: Ticket, agent_id: int, start: datetime, end: datetime) -> bool:
    own = Event.objects.about(ticket).filter(actor_kind="agent", actor_id=agent_id)
    return own.filter(occurred_at__gte=start, occurred_at__lte=end).exists()


def _by_agent(rows):
    return rows.values_list("agent", "agent__name").annotate(total=Sum("seconds"))
