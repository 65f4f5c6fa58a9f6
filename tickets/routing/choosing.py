"""Who of a team gets a ticket, with the reason for each of its people. Values in, values out."""

from dataclasses import dataclass
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
    load: int | None = None
    limit: int | None = None
    last_routed_at: datetime | None = None

    @property
    def is_full(self) -> bool:
        return self.limit is not None and (self.load or 0) >= self.limit

    @property
    def hindrance(self) -> str:
        """What keeps this agent from any ticket at all; empty for one who is free."""
        if not self.can_answer:
            return Why.CANNOT_ANSWER
        if not self.is_on_duty:
            return Why.AWAY
        return Why.FULL if self.is_full else ""


@dataclass(frozen=True)
class Choice:
    """Who it is (None: nobody can), why, and each candidate with its reason, in the order they were given."""

    chosen: Candidate | None
    why: str
    reasons: list[tuple[Candidate, str]]


def choose(
    candidates: list[Candidate], strategy: ModuleType, *, last_agent: int | None = None, gave_back: int | None = None
) -> Choice:
    """Choose among those who can; the customer's last agent before the strategy's, and never whom it was taken from."""
    hindered = {
        each.agent_id: why
        for each in candidates
        if (why := each.hindrance or (Why.GAVE_BACK if each.agent_id == gave_back else ""))
    }
    free = [each for each in candidates if each.agent_id not in hindered]
    if not free:
        return Choice(None, "", [(each, hindered[each.agent_id]) for each in candidates])
    known = next((each for each in free if each.agent_id == last_agent), None)
    chosen, wins, loses = (
        (known, Why.LAST_AGENT, Why.NOT_LAST) if known else (strategy.first(free), strategy.WINS, strategy.LOSES)
    )
    said = {each.agent_id: loses for each in free} | hindered | {chosen.agent_id: wins}
    return Choice(chosen, wins, [(each, said[each.agent_id]) for each in candidates])
