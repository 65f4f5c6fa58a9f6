"""Why a promise was missed, told from the log: what came first into the way stands first, the rest behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from helpdesk.events.models import Event
from sla.engine.clock import Time, consumed
from sla.engine.memory import read_runs
from sla.models import Breach, Clock, ClockChange
from sla.panels import duration
from tickets.events import (
    TEAM_CHANGED,
    TICKET_ASSIGNED,
    TICKET_IMPORTED,
    TICKET_OPENED,
    TICKET_REOPENED,
    TICKET_UNASSIGNED,
)
from tickets.models import RoutingDecision

Cause = Breach.Cause
MOST_OF_IT = 0.5
LITTLE_LEFT = 0.1
MANY_OWNERS = 3
NOTICED_LATE_SECONDS = 300
BY_TIME = ("time", "commitment")
OWNERS = (TICKET_OPENED.name, TICKET_IMPORTED.name, TICKET_ASSIGNED.name, TICKET_UNASSIGNED.name)


@dataclass(frozen=True)
class Owner:
    """Who had the ticket from an instant on; nobody where `agent` is None."""

    since: datetime
    agent: int | None
    name: str


@dataclass
class Story:
    """What a missed clock went through until it was missed."""

    clock: Clock
    time: Time
    events: list[Event]
    changes: list[ClockChange]

    @property
    def end(self) -> datetime:
        return self.clock.breached_at

    @property
    def used(self) -> int:
        """The clock's seconds when it was missed: its target then, which escalating may have changed since."""
        return self.counted(self.clock.started_at, self.end)

    @property
    def breach(self) -> ClockChange | None:
        """The line of the clock's history that says it was missed."""
        return next((one for one in reversed(self.changes) if one.type == "breach"), None)

    @property
    def owners(self) -> list[Owner]:
        """In order; the first from the clock's start on."""
        found = [Owner(self.clock.started_at, None, "")]
        for event in self.events:
            if event.kind in OWNERS:
                is_given = event.kind == TICKET_ASSIGNED.name
                given = (event.data["agent"], event.data["new"]) if is_given else (None, "")
                found.append(Owner(max(event.occurred_at, self.clock.started_at), *given))
        return found

    def held(self) -> Iterator[tuple[Owner, int]]:
        """Each owner with the seconds of the clock in which it was theirs."""
        owners = self.owners
        for owner, after in zip(owners, [*owners[1:], None], strict=True):
            yield owner, self.counted(owner.since, after.since if after else self.end)

    def counted(self, start: datetime, end: datetime) -> int:
        """The clock's own seconds between two instants."""
        runs = read_runs(self.clock.runs)
        return max(0, consumed(runs, self.time, min(end, self.end)) - consumed(runs, self.time, min(start, self.end)))


def found_in(story: Story) -> list[tuple[str, dict]]:
    """Return the causes with the facts their words need, the first that came into the way in front."""
    found = [*_by_change(story), *_by_return(story), *_by_hands(story), *_by_waiting(story)]
    return found or [_with_owner(story)]


def noticed_late(clock: Clock) -> int:
    """Seconds after which an outage was over and the breach was seen; 0 where it was seen at once."""
    seconds = round((clock.detected_at - clock.breached_at).total_seconds()) if clock.detected_at else 0
    return seconds if seconds >= NOTICED_LATE_SECONDS else 0


def in_words(cause: str, facts: dict) -> str:
    """A cause in one plain clause."""
    spans = {name: duration(facts[name]) for name in ("waited", "of", "held", "left") if name in facts}
    return _WORDS[Cause(cause)](facts | spans)


def _by_change(story: Story) -> Iterator[tuple[str, dict]]:
    """Something else than time put the due moment into the past."""
    breach = story.breach
    retargeted = any(one.type == "retarget" and breach and one.event_seq == breach.event_seq for one in story.changes)
    if breach is None or breach.cause in BY_TIME:
        return
    if breach.cause == "calendar.changed":
        yield Cause.HOURS_CHANGED, {}
    elif retargeted:
        event = next((one for one in story.events if one.seq == breach.event_seq), None)
        yield Cause.TIGHTENED, {"event": event.sentence if event else ""}


def _by_return(story: Story) -> Iterator[tuple[str, dict]]:
    """It rested, and came back with next to nothing left."""
    back = next((one for one in reversed(story.changes) if one.type == "resume" and one.at <= story.end), None)
    if back is None:
        return
    left = story.used - story.counted(story.clock.started_at, back.at)
    if left <= story.used * LITTLE_LEFT:
        cause = Cause.REOPENED if back.cause == TICKET_REOPENED.name else Cause.RESUMED_LATE
        yield cause, {"left": left, "of": story.used}


def _by_hands(story: Story) -> Iterator[tuple[str, dict]]:
    names = {owner.agent: owner.name for owner in story.owners if owner.agent and owner.since <= story.end}
    since = story.clock.started_at
    moves = [one for one in story.events if one.kind == TEAM_CHANGED.name and one.occurred_at >= since]
    if len(names) >= MANY_OWNERS or len(moves) >= MANY_OWNERS:
        yield Cause.BOUNCED, {"agents": len(names), "teams": len(moves), "names": ", ".join(names.values())[:200]}


def _by_waiting(story: Story) -> Iterator[tuple[str, dict]]:
    waited = sum(seconds for owner, seconds in story.held() if owner.agent is None)
    if not waited or waited < story.used * MOST_OF_IT:
        return
    facts = {"waited": waited, "of": story.used}
    decisions = RoutingDecision.objects.filter(ticket=story.clock.ticket_id, agent=None)
    is_nobody = decisions.filter(at__lte=story.end, at__gte=story.clock.started_at).exists()
    yield (Cause.NOBODY_ON_DUTY if is_nobody else Cause.UNASSIGNED), facts


def _with_owner(story: Story) -> tuple[str, dict]:
    longest, seconds = max(story.held(), key=lambda pair: (bool(pair[0].agent), pair[1]))
    return Cause.WITH_OWNER, {"name": longest.name, "held": seconds, "of": story.used}


def _bounced(facts: dict) -> str:
    if facts["agents"] >= MANY_OWNERS:
        return _("passed between %(agents)s agents (%(names)s)") % facts
    return _("moved between teams %(teams)s times") % facts


_WORDS = {
    Cause.TIGHTENED: lambda facts: _("the target became shorter than the time used: %(event)s") % facts,
    Cause.HOURS_CHANGED: lambda facts: _("business hours were changed afterwards"),
    Cause.RESUMED_LATE: lambda facts: _("came back from waiting with %(left)s of %(of)s left") % facts,
    Cause.REOPENED: lambda facts: _("reopened with %(left)s of %(of)s left") % facts,
    Cause.NOBODY_ON_DUTY: lambda facts: _("waited %(waited)s of %(of)s without an owner: nobody could take it") % facts,
    Cause.UNASSIGNED: lambda facts: _("waited %(waited)s of %(of)s without an owner") % facts,
    Cause.BOUNCED: _bounced,
    Cause.WITH_OWNER: lambda facts: (
        _("%(name)s had it for %(held)s of %(of)s") % facts
        if facts["name"]
        else _("waited %(held)s of %(of)s without an owner") % facts
    ),
}
