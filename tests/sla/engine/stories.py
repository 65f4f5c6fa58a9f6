"""Ticket stories as one line of text, told to the pure engine.

    "06-05 14:00 created; 06-05 16:00 pending; 06-08 11:00 customer"

Times are local to the story's calendar. What the ticket workflow does by itself (a customer message
opens a waiting ticket, a reply opens a new one) happens here, because the engine is only told.
"""

from datetime import datetime

from sla.engine import events
from sla.engine.applying import apply, merge_out
from sla.engine.terms import Target, Terms
from sla.engine.ticket import TicketClocks
from tests.sla.worlds import CALENDARS, local

CATEGORIES = ("new", "open", "pending", "on_hold", "resolved", "closed")
CREATORS = {"created": "customer", "agent-created": "agent", "private-created": "agent_private"}


def policy(calendar="BER", basis="business", on_reopen="continue", priority="normal", **hours):
    """Terms whose targets are given in hours, a dict by priority where they differ."""
    targets = {}
    for metric, value in hours.items():
        for name, amount in value.items() if isinstance(value, dict) else [(priority, value)]:
            targets[metric, name] = Target(round(amount * 3600), basis)
    return Terms(f"{calendar}/{basis}/{sorted(hours)}", None if calendar == "CAL" else calendar, targets, on_reopen)


class Story:
    """A ticket that hears one sentence after another."""

    def __init__(self, terms, zone="BER", calendars=CALENDARS, policies=None, watched=None):
        self.zone, self.terms, self.policies = zone, terms, policies or {}
        self.ticket = watched or TicketClocks(calendars)
        self.told = []

    def tell(self, text: str) -> "Story":
        for sentence in text.split(";"):
            day, time, *words = sentence.split()
            self.hear(local(self.zone, f"{day} {time}"), *words)
        return self

    def hear(self, at: datetime, word: str, *rest: str) -> None:
        event = self.event(at, word, *rest)
        self.told.append(event)
        apply(self.ticket, event)

    def event(self, at: datetime, word: str, *rest: str) -> events.Event:
        verb, _plus, moves_to = word.partition("+")
        category = self.ticket.facts.category if self.ticket.facts else ""
        readings = {
            "customer": lambda: events.CustomerMessage(
                at, "open" if category in ("pending", "on_hold", "resolved") else None
            ),
            "reply": lambda: events.AgentReply(at, moves_to or ("open" if category == "new" else None)),
            "priority": lambda: events.PriorityChanged(at, rest[0]),
            "policy": lambda: events.PolicySelected(at, self.policies[rest[0]]),
            "spam": lambda: events.Hidden(at),
            "restore": lambda: events.Restored(at),
            **dict.fromkeys(("note", "auto", "thanks"), lambda: events.Uncounted(at)),
            **{word: lambda word=word: events.StatusChanged(at, word) for word in CATEGORIES},
            **{
                word: lambda by=by: events.Created(at, by, moves_to or "new", terms=self.terms)
                for word, by in CREATORS.items()
            },
        }
        return readings[verb]()

    def takes_in(self, other: "Story", when: str) -> "Story":
        at = local(self.zone, when)
        apply(self.ticket, events.MergedIn(at, merge_out(other.ticket, at)))
        return self

    def until(self, when: str) -> "Story":
        now = local(self.zone, when)
        self.ticket.look(now)
        self.ticket.count_up_to(now)
        return self

    def clock(self, metric: str, instance: int = 1):
        found = [c for c in self.ticket.clocks if (c.metric, c.instance) == (metric, instance)]
        assert found, f"no {metric} {instance}; there are {[(c.metric, c.instance) for c in self.ticket.clocks]}"
        return found[0]
