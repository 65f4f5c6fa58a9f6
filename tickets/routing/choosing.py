"""Who of a team gets a ticket, with the reason for each of its people. Values in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import ModuleType

from tickets.routing.reasons import Why


@dataclass(frozen=True)
class Candidate:
    """A member of the team as it stands now. `load` is None where nobody needed to count it; `limit` None is none."""

    agent_id: int
    name: str
    can_answer: bool = True
    is_on_duty: bool = True
    absence: str = Why.AWAY  # why, where it is not on duty
    load: int | None = None
    limit: int | None = None
    last_routed_at: datetime | None = None
    skills: Mapping[int, int] = field(default_factory=dict)  # skill → level

    @property
    def is_there(self) -> bool:
        return self.can_answer and self.is_on_duty

    def has_room_for(self, weight: int) -> bool:
        """Somebody with nothing in hand can take any one ticket: or what weighs more than a limit would never go."""
        return self.limit is None or not self.load or self.load + weight <= self.limit

    def can(self, skills) -> bool:
        return all(skill in self.skills for skill in skills)


@dataclass(frozen=True)
class Asked:
    """What a ticket asks of whoever gets it.

    `skills` each must be had; `weight` must have room; `barred` are agents it is not for, with the word why.
    `saved` is what a heavier ticket that came first asks: those who could take it later keep their room for it.
    """

    skills: frozenset[int] = frozenset()
    weight: int = 1
    last_agent: int | None = None
    last_agent_why: str = Why.LAST_AGENT
    barred: Mapping[int, str] = field(default_factory=dict)
    saved: "Asked | None" = None


@dataclass(frozen=True)
class Choice:
    """Who it is (None: nobody can), why, and each candidate with its reason, in the order they were given."""

    chosen: Candidate | None
    why: str
    reasons: list[tuple[Candidate, str]]


def hindrance(candidate: Candidate, asked: Asked) -> str:
    """What keeps this agent from the ticket; empty for one who can take it."""
    if not candidate.can_answer:
        return Why.CANNOT_ANSWER
    if not candidate.is_on_duty:
        return candidate.absence
    if not candidate.can(asked.skills):
        return Why.LACKS_SKILL
    if candidate.agent_id in asked.barred:
        return asked.barred[candidate.agent_id]
    if not candidate.has_room_for(asked.weight):
        return Why.FULL
    return Why.SAVED if _keeps_room(candidate, asked.saved) else ""


def choose(candidates: list[Candidate], strategy: ModuleType, asked: Asked = Asked()) -> Choice:
    """Choose among those who can; the customer's last agent before the strategy's, and never whom it is not for."""
    hindered = {each.agent_id: why for each in candidates if (why := hindrance(each, asked))}
    free = [each for each in candidates if each.agent_id not in hindered]
    if not free:
        return Choice(None, "", [(each, hindered[each.agent_id]) for each in candidates])
    known = next((each for each in free if each.agent_id == asked.last_agent), None)
    chosen, wins, loses = (
        (known, asked.last_agent_why, Why.NOT_LAST)
        if known
        else (strategy.first(free, asked.skills), strategy.WINS, strategy.LOSES)
    )
    said = {each.agent_id: loses for each in free} | hindered | {chosen.agent_id: wins}
    return Choice(chosen, wins, [(each, said[each.agent_id]) for each in candidates])


def _keeps_room(candidate: Candidate, saved: Asked | None) -> bool:
    return bool(saved) and hindrance(candidate, saved) == Why.FULL
