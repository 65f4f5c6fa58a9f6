"""Missed promises, kept with their cause so that they can be listed, filtered and counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent, Team
from helpdesk.accounts.permissions import allow
from helpdesk.events.models import Event
from sla import causes, opening_hours
from sla.causes import Story
from sla.engine.clock import EVERY_SECOND
from sla.models import Breach, Clock, ClockChange, Metric
from sla.models.breach import BreachQuerySet
from sla.panels import duration
from tickets.events import TEAM_CHANGED
from tickets.models import Ticket

AT_ONCE = 500
Place = tuple[datetime, int]  # of a clock among the missed ones


@dataclass(frozen=True)
class Listed:
    """One missed promise as lists and files show it."""

    row: Breach
    measure: str
    late_business_seconds: int
    late_calendar_seconds: int
    is_over: bool
    because: str
    due_at: datetime | None

    @property
    def late(self) -> str:
        """By how much, in its own time and by the wall where that differs."""
        if self.late_business_seconds == self.late_calendar_seconds:
            return duration(self.late_calendar_seconds)
        spans = {"business": duration(self.late_business_seconds), "calendar": duration(self.late_calendar_seconds)}
        return _("%(business)s in business time, %(calendar)s by the clock") % spans


def explain(clock: Clock) -> Breach | None:
    """Keep why a clock was missed; telling it again gives the same row. None for one that is not (or no longer)."""
    if clock.breached_at is None:
        Breach.objects.filter(clock=clock).delete()
        return None
    story = _story(clock)
    found = causes.found_in(story)
    (cause, facts), others = found[0], found[1:]
    due_at = story.breach.due_at if story.breach else None
    facts = facts | {
        "due_at": due_at.isoformat() if due_at else "",
        "also": [[str(code), more] for code, more in others],
        "noticed_late": causes.noticed_late(clock),
    }
    values = {
        "ticket": clock.ticket,
        "metric": clock.metric,
        "breached_at": clock.breached_at,
        "team": Team.objects.filter(pk=_team_then(story)).first(),
        "agent": Agent.objects.filter(pk=_owner_then(story)).first(),
        "cause": cause,
        "facts": facts,
    }
    return Breach.objects.update_or_create(clock=clock, defaults=values)[0]


def explain_missing(before: Place | None = None, most: int = AT_ONCE) -> Place | None:
    """Explain missed clocks that have no row yet: what was missed before there were causes, or was never delivered.

    The newest first, `most` at once. Returns where to go on, None once all have been looked at.
    """
    is_told = Exists(Breach.objects.filter(clock=OuterRef("pk")))
    missing = Clock.objects.breached().exclude(is_told).select_related("ticket").order_by("-breached_at", "-pk")
    if before is not None:
        missing = missing.filter(Q(breached_at__lt=before[0]) | Q(breached_at=before[0], pk__lt=before[1]))
    clocks = list(missing[:most])
    for clock in clocks:
        explain(clock)
    return (clocks[-1].breached_at, clocks[-1].pk) if len(clocks) == most else None


def seen_by(agent: Agent) -> BreachQuerySet:
    """What an agent may read of: managers all, agents what was their own or their teams'. Nothing of hidden tickets."""
    rows = Breach.objects.seen_by(agent, sees_all=allow(agent, "metrics.read"))
    return rows.filter(clock__hidden="", ticket__deleted_at=None)


@dataclass(frozen=True)
class Counts:
    """How many missed promises stand, how many were waived, and each cause with its number, the most frequent first."""

    stand: int
    waived: int
    causes: list[tuple[str, str, int]]


def counts(rows: BreachQuerySet, cause: str = "") -> Counts:
    """Count rows of any cause; `stand` and `waived` of one cause where it is given. One query."""
    is_waived = ~Q(clock__waived_by="")
    counted = rows.order_by().values("cause").annotate(every=Count("pk"), waived=Count("pk", filter=is_waived))
    found = list(counted.values_list("cause", "every", "waived"))
    named = [(code, str(Breach.Cause(code).label), every) for code, every, _waived in found]
    mine = [row for row in found if cause in ("", row[0])]
    waived = sum(row[2] for row in mine)
    stand = sum(row[1] for row in mine) - waived
    return Counts(stand, waived, sorted(named, key=lambda row: (-row[2], row[1])))


def listed(rows: Iterable[Breach], now: datetime) -> list[Listed]:
    """Rows in words. Costs no query; they come with clock, ticket, team and agent."""
    standing = opening_hours.now_standing()
    return [_listed(row, standing, now) for row in rows]


def _listed(row: Breach, standing, now: datetime) -> Listed:
    clock = row.clock
    ended = clock.satisfied_at or clock.cancelled_at
    # Since it was missed: what escalating did to its target afterwards makes it no later.
    due, until = clock.breached_at, ended or now
    time = standing[clock.calendar_id].calendar if clock.calendar_id else EVERY_SECOND
    return Listed(
        row=row,
        measure=str(Metric(row.metric).label),
        late_business_seconds=time.elapsed(due, until),
        late_calendar_seconds=EVERY_SECOND.elapsed(due, until),
        is_over=ended is not None,
        because=_because(row),
        due_at=datetime.fromisoformat(row.facts["due_at"]) if row.facts.get("due_at") else None,
    )


def _because(row: Breach) -> str:
    told = [causes.in_words(row.cause, row.facts)]
    told += [causes.in_words(code, facts) for code, facts in row.facts.get("also", [])]
    if late := row.facts.get("noticed_late"):
        told.append(_("noticed %s late, after an outage") % duration(late))
    return "; ".join(told)


def _story(clock: Clock) -> Story:
    standing = opening_hours.now_standing()
    time = standing[clock.calendar_id].calendar if clock.calendar_id else EVERY_SECOND
    about = Event.objects.about(clock.ticket).filter(occurred_at__lte=max(clock.breached_at, clock.detected_at))
    changes = ClockChange.objects.filter(ticket=clock.ticket, metric=clock.metric, instance=clock.instance)
    return Story(clock, time, list(about.in_order()), list(changes.order_by("id")))


def _owner_then(story: Story) -> int | None:
    return [one for one in story.owners if one.since <= story.end][-1].agent


def _team_then(story: Story) -> int | None:
    """Whose it was. A later move does not say from where by id, so the ticket's own team is the last resort."""
    moves = [one for one in story.events if one.kind == TEAM_CHANGED.name and one.occurred_at <= story.end]
    if moves:
        return moves[-1].data["team"]
    return Ticket.objects.values_list("team", flat=True).get(pk=story.clock.ticket_id)
