"""Let the events of a request happen, in order, to tickets that share their opening hours."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from sla.calendars import Calendar, changed
from sla.engine import events
from sla.engine.applying import ClosedForMerging, apply, merge_out
from sla.engine.ticket import TicketClocks
from sla.probe import hearing
from sla.probe.passing import Passed
from sla.probe.reading import Happening, Question
from sla.probe.values import Hours, Refused


@dataclass
class Told:
    """A ticket of a request: its clocks, none before it is created, and the tickets that ended in it."""

    passed: Passed
    clocks: TicketClocks | None = None
    merged: list["Told"] = field(default_factory=list)

    @property
    def category(self) -> str | None:
        """The category it is in."""
        return self.clocks.facts.category if self.clocks and self.clocks.facts else None


@dataclass(frozen=True)
class Step:
    """One event, with the ticket it happens on and, for a merge, the one that ends."""

    ticket: Told
    happening: Happening
    loser: Told | None = None


def play(question: Question) -> Told:
    """Return the ticket of a request as it stands at `until`. Raises Refused for what cannot happen."""
    world = _World(question)
    ticket = Told(Passed(question.points))
    # sorted keeps the order of the request within a second: it is the order in which things were done
    for step in sorted(_steps(ticket, question.events), key=lambda step: step.happening.at):
        if step.happening.at <= question.until:
            world.happens(step)
    world.stops(question.until)
    return ticket


def _steps(ticket: Told, story: tuple[Happening, ...]) -> Iterator[Step]:
    """Yield the events of a ticket and, before each merge, those of the one that ends in it.

    The instants of one ticket never decrease (sla.md §1.2): an earlier one after a later one happens with it.
    """
    last = story[0].at
    for one in story:
        last = max(last, one.at)
        loser = Told(Passed(ticket.passed.points)) if one.type == "merge_in" else None
        for step in _steps(loser, one.events) if loser else ():
            if step.happening.at > last:
                raise Refused(step.happening.where, "is after the merge, with which this ticket ended")
            yield step
        yield Step(ticket, replace(one, at=last), loser)


class _World:
    """What the tickets of a request share: hours, and a request's own policy and priority."""

    def __init__(self, question: Question):
        self.question = question
        self.calendars: dict[str, Hours] = dict(question.calendars)
        self.tickets: list[Told] = []

    def happens(self, step: Step) -> None:
        """Let one event happen."""
        ticket, one = step.ticket, step.happening
        if one.type == "calendar_changed":
            self._change_hours(one)
        elif ticket.clocks is None:
            self.tickets.append(ticket)
            ticket.clocks = TicketClocks(self.calendars)
            _tell(ticket, hearing.begin(one, self.question.terms, self.question.priority))
        elif step.loser:
            _merge(ticket, step.loser, one)
        else:
            for event in hearing.hear(one, ticket.category or ""):
                _tell(ticket, event)

    def stops(self, until: datetime) -> None:
        """Look at every clock for the last time."""
        for ticket in self.tickets:
            if ticket.clocks:
                ticket.passed.note(ticket.clocks, until)
                ticket.clocks.look(until)
                ticket.clocks.count_up_to(until)

    def _change_hours(self, one: Happening) -> None:
        name, to = one.said["name"], one.said["to"]
        old = self.calendars[name]
        assert isinstance(old, Calendar), "calendar time never changes"
        self.calendars[name] = new = changed(old, to, one.at)
        for ticket in self.tickets:
            _tell(ticket, events.CalendarChanged(one.at, name, new))


def _tell(ticket: Told, event: events.Event) -> None:
    assert ticket.clocks is not None
    ticket.passed.note(ticket.clocks, event.at)
    apply(ticket.clocks, event)
    ticket.passed.note_ends(ticket.clocks)


def _merge(winner: Told, loser: Told, one: Happening) -> None:
    assert winner.clocks is not None
    assert loser.clocks is not None, "its creation is not after the merge"
    loser.passed.note(loser.clocks, one.at)
    wait = merge_out(loser.clocks, one.at)
    loser.passed.note_ends(loser.clocks)
    try:
        _tell(winner, events.MergedIn(one.at, wait))
    except ClosedForMerging:
        raise Refused(one.where, "the ticket is closed and takes in no other") from None
    winner.merged.append(loser)
