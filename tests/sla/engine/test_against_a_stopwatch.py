"""Random ticket stories, held against a stopwatch that looks once a second; and told again from the log."""

import json
from copy import deepcopy
from dataclasses import asdict
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sla.engine import events
from sla.engine.applying import apply
from sla.engine.clock import outcome
from sla.engine.memory import read_facts, write_facts
from sla.engine.ticket import TicketClocks
from sla.measures import MEASURES
from tests.sla.engine.stories import Story, policy
from tests.sla.worlds import CALENDARS, local

# The night of the clock change lies inside the four days a story lasts.
START, SECONDS = {"BER": local("BER", "10-23 08:00"), "NGT": local("NGT", "10-23 20:00")}, 4 * 86_400
PRIORITIES = ("low", "normal", "urgent")
WORDS = ["customer", "reply", "reply+pending", "reply+resolved", "pending", "on_hold", "open", "resolved"]
WORDS += ["spam", "restore", "note", *(f"priority {name}" for name in PRIORITIES)]
METRICS = list(MEASURES)


@st.composite
def stories(draw):
    calendar = draw(st.sampled_from(["BER", "NGT"]))
    hours = st.integers(1, 30).map(lambda quarters: quarters / 4)
    targets = {metric: {name: draw(hours) for name in PRIORITIES} for metric in METRICS}
    basis = draw(st.sampled_from(["business", "calendar"]))
    on_reopen = draw(st.sampled_from(["continue", "restart"]))
    instants = draw(st.lists(st.integers(1, SECONDS - 1), unique=True, max_size=9).map(sorted))
    created = draw(st.sampled_from(["created", "created+pending", "agent-created", "private-created"]))
    sentences = [(0, created)] + [(second, draw(st.sampled_from(WORDS))) for second in instants]
    return policy(calendar, basis, on_reopen, **targets), calendar, sentences


def told(terms, calendar, sentences):
    story = Story(terms, zone=calendar)
    for second, words in sentences:
        story.hear(START[calendar] + timedelta(seconds=second), *words.split())
    return story


class Stopwatch:
    """requester_wait, first instance, by looking every second; knows nothing of the engine's code."""

    def __init__(self, terms, calendar):
        self.terms, self.priority, self.category, self.hidden = terms, "normal", "", False
        self.used = 0
        self.breached = self.stopped = None
        time = CALENDARS[calendar]
        self.is_open = bytearray(SECONDS + 1)
        for opens, closes in time.open_intervals(START[calendar], START[calendar] + timedelta(seconds=SECONDS)):
            first, last = (int((at - START[calendar]).total_seconds()) for at in (opens, closes))
            self.is_open[first:last] = b"\1" * (last - first)
        if terms.targets["requester_wait", "normal"].basis == "calendar":
            self.is_open = bytearray(b"\1" * (SECONDS + 1))

    def watch(self, told_at, until):
        for second in range(until + 1):
            for category, priority, hidden in told_at.get(second, ()):
                self.category, self.priority, self.hidden = category, priority, hidden
            done = self.category == "resolved"
            if done and self.stopped is None:
                self.stopped = second
            if not done and self.stopped is not None and self.terms.on_reopen == "continue":
                self.stopped = None
            runs = not done and self.stopped is None and self.category != "pending" and not self.hidden
            target = self.terms.targets["requester_wait", self.priority].seconds
            # strictly after due: one more second must have begun in which it still runs
            if runs and self.used >= target and self.breached is None and second < until:
                self.breached = second
            if runs and second < until:
                self.used += self.is_open[second]


@settings(max_examples=40, deadline=None)
@given(stories())
def test_the_engine_agrees_with_a_stopwatch_to_the_second(given_story):
    terms, calendar, sentences = given_story
    story, told_at = Story(terms, zone=calendar), {}
    for second, words in sentences:
        story.hear(START[calendar] + timedelta(seconds=second), *words.split())
        facts = story.ticket.facts
        told_at[second] = [(facts.category, story.ticket.priority, bool(facts.hidden_reason))]
    until = START[calendar] + timedelta(seconds=SECONDS)
    story.ticket.look(until)
    story.ticket.count_up_to(until)
    watch = Stopwatch(terms, calendar)
    watch.watch(told_at, SECONDS)
    clock = story.clock("requester_wait")

    def after(second):
        return None if second is None else START[calendar] + timedelta(seconds=second)

    assert (clock.breached_at, clock.consumed_s) == (after(watch.breached), watch.used)
    assert clock.satisfied_at == after(watch.stopped)


@settings(max_examples=150, deadline=None)
@given(stories())
def test_one_event_at_a_time_from_storage_gives_what_a_replay_gives(given_story):
    terms, calendar, sentences = given_story
    whole = told(terms, calendar, sentences)
    stored = TicketClocks(CALENDARS)
    for event in whole.told:
        loaded = TicketClocks(CALENDARS)
        loaded.facts = stored.facts and read_facts(json.loads(json.dumps(write_facts(stored.facts))))
        loaded.terms, loaded.priority, loaded.last_at = stored.terms, stored.priority, stored.last_at
        loaded.clocks = deepcopy(stored.clocks)
        # the sweep may look at any time between two events, and changes nothing but the marks
        loaded.look(event.at)
        apply(loaded, event)
        stored = loaded
    assert [asdict(clock) for clock in stored.clocks] == [asdict(clock) for clock in whole.ticket.clocks]
    assert stored.facts == whole.ticket.facts


@settings(max_examples=150, deadline=None)
@given(stories())
def test_every_ticket_keeps_the_laws_of_its_clocks(given_story):
    story = told(*given_story)
    facts = story.ticket.facts
    for metric in METRICS:
        clocks = [clock for clock in story.ticket.clocks if clock.metric == metric]
        assert sum(clock.is_active for clock in clocks) <= 1
        assert [clock.instance for clock in clocks] == list(range(1, len(clocks) + 1))
    for clock in story.ticket.clocks:
        assert (clock.due_at is None) or clock.state != "paused"
        assert all(end and start < end for start, end in clock.runs[:-1])
        assert all(first[1] <= second[0] for first, second in zip(clock.runs, clock.runs[1:], strict=False))
        assert bool(clock.runs and clock.runs[-1][1] is None) == (clock.state == "running")
        if facts.category == "resolved" or facts.hidden_reason:
            assert clock.shown_state not in ("running", "paused")
        if clock.breached_at and not facts.hidden_reason:
            assert outcome(clock) == "missed"


def test_a_reply_in_time_that_was_committed_late_takes_the_breach_mark_back():
    story = Story(policy(first_response=4)).tell("06-01 10:00 created").until("06-01 14:00:10")
    assert story.clock("first_response").breached_at
    apply(story.ticket, events.AgentReply(local("BER", "06-01 13:59:59")))
    assert outcome(story.clock("first_response")) == "met"
    assert [change.type for change in story.ticket.changes][-2:] == ["breach_revoked", "satisfy"]
