"""A day in a busy house, played without a database: of 10,000 tickets each of 50 agents gets a fair part."""

import heapq
import random
from collections import Counter, deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tickets.routing.choosing import Asked, Candidate, choose
from tickets.routing.strategies import least_loaded, round_robin, skill_fit

MORNING = datetime(2026, 6, 1, tzinfo=UTC)
TICKETS, AGENTS, LIMIT = 10_000, 50, 8
DAY_SECONDS = 86_400
TIGHT = 7  # so little room that heavy tickets must wait for it


class Day:
    """Half of the agents work from 0 to 16, the others from 8 to 24; a ticket is in hand for about 25 minutes."""

    def __init__(self, strategy, seed: int):
        self.strategy, self.chance = strategy, random.Random(seed)  # noqa: S311 a game, no secret
        self.people = {n: Candidate(n, f"Agent {n}", load=0, limit=LIMIT) for n in range(AGENTS)}
        self.hour, self.given, self.most, self.waiting = -1, Counter(), 0, deque()
        self.shared = Counter()  # what each got while everybody was there

    def play(self) -> "Day":
        happenings = [(self.chance.randrange(DAY_SECONDS), n, None) for n in range(TICKETS)]
        heapq.heapify(happenings)
        while happenings:
            second, number, owner = heapq.heappop(happenings)
            self._change_shifts(second // 3600)
            if owner is None:
                self.waiting.append((second, number))
            else:
                self.people[owner] = replace(self.people[owner], load=self.people[owner].load - 1)
            self._hand_out(second, happenings)
        return self

    def _hand_out(self, second: int, happenings: list):
        while self.waiting:
            chosen = choose(list(self.people.values()), self.strategy).chosen
            if chosen is None:
                return
            _came, number = self.waiting.popleft()
            moment = MORNING + timedelta(seconds=second, microseconds=number)
            self.people[chosen.agent_id] = replace(chosen, load=chosen.load + 1, last_routed_at=moment)
            self.given[chosen.agent_id] += 1
            self.shared[chosen.agent_id] += 8 <= second // 3600 < 16
            self.most = max(self.most, chosen.load + 1)
            heapq.heappush(happenings, (second + self.chance.randint(600, 2400), TICKETS + number, chosen.agent_id))

    def _change_shifts(self, hour: int):
        if hour != self.hour:
            self.hour = hour
            self.people = {n: replace(each, is_on_duty=works(n, hour)) for n, each in self.people.items()}


class SkilledDay(Day):
    """The same day with three skills, each had by every third agent at levels of its own, and chats that weigh 3.

    Every fifth ticket asks for a skill, every tenth is a chat. A heavy one that came first keeps the room it needs.
    """

    def __init__(self, strategy, seed: int):
        super().__init__(strategy, seed)
        self.people = {n: replace(each, skills={n % 3: 1 + n % 2}, limit=TIGHT) for n, each in self.people.items()}
        self.wrong, self.alike = [], {}

    def asks(self, number: int) -> Asked:
        skills = frozenset({number % 3}) if number % 5 == 0 else frozenset()
        return Asked(skills=skills, weight=3 if number % 10 == 3 else 1)

    def _hand_out(self, second: int, happenings: list):
        """The oldest first of what can be given; of those alike, if one cannot be given now the rest cannot either."""
        while self.waiting:
            came, number = self.waiting.popleft()
            asked = self.asks(number)
            self.alike.setdefault((asked.skills, asked.weight), deque()).append((came, number))
        hopeless = set()
        while True:
            heads = sorted((line[0], alike) for alike, line in self.alike.items() if line)
            saved, given = None, False
            for (_came, number), alike in heads:
                asked = replace(self.asks(number), saved=saved)
                chosen = None
                if alike not in hopeless:
                    chosen = choose(list(self.people.values()), self.strategy, asked).chosen
                if chosen is not None:
                    self.alike[alike].popleft()
                    self._give(chosen, asked, second, number, happenings)
                    given = True
                    break
                hopeless.add(alike)
                saved = saved or (asked if asked.weight > 1 else None)
            if not given:
                return

    def _give(self, chosen, asked, second, number, happenings):
        load = chosen.load + asked.weight
        fits = load <= chosen.limit and chosen.is_on_duty and asked.skills <= set(chosen.skills)
        self.wrong += [] if fits else [number]
        moment = MORNING + timedelta(seconds=second, microseconds=number)
        self.people[chosen.agent_id] = replace(chosen, load=load, last_routed_at=moment)
        self.given[chosen.agent_id] += 1
        self.shared[chosen.agent_id] += 8 <= second // 3600 < 16
        self.most = max(self.most, load)
        for _part in range(asked.weight):  # each part of the weight is one entry, all at its end
            heapq.heappush(happenings, (second + 600 + number % 1800, TICKETS + number, chosen.agent_id))


def works(agent: int, hour: int) -> bool:
    return hour < 16 if agent % 2 else hour >= 8


@pytest.mark.parametrize("strategy", [round_robin, least_loaded], ids=["round robin", "least loaded"])
def test_a_day_of_tickets_is_shared_fairly(strategy):
    day = Day(strategy, seed=7).play()
    # The common hours are shared alike; of the day, one shift's lonely hours may have been busier than the other's.
    assert spread(day.shared) <= 0.1
    assert spread(day.given) <= 0.2
    assert day.most <= LIMIT
    # No ticket starves: each found an owner.
    assert (sum(day.given.values()), len(day.waiting)) == (TICKETS, 0)


@pytest.mark.parametrize(
    "strategy", [round_robin, least_loaded, skill_fit], ids=["round robin", "least loaded", "skill fit"]
)
def test_with_skills_and_weights_nobody_starves_and_nobody_gets_what_is_not_for_him(strategy):
    day = SkilledDay(strategy, seed=11).play()
    assert (sum(day.given.values()), sum(map(len, day.alike.values())), day.wrong) == (TICKETS, 0, [])
    assert day.most <= TIGHT
    # Tickets are counted here, not weights: who has the chats has fewer of them.
    assert spread(day.shared) <= 0.3


def spread(parts: Counter) -> float:
    """How far the most favoured and the least are from the mean."""
    mean = sum(parts.values()) / AGENTS
    return max(max(parts.values()) - mean, mean - min(parts.values())) / mean
