"""Which way to the newest messages that hold some words costs least: a sample of the company's past in, a plan out.

Walking back from the newest message costs by the messages passed. Looking the words up in their index costs by how
many messages hold them, and by how many of those are fetched to be put in order. Neither serves every search (0041).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate

# What one message costs, in microseconds, when the database has it in memory (decision 0041 says how it was measured).
WALKED, FETCHED = 2.0, 3.0
LISTED, LISTED_BY_BEGINNING = 0.2, 0.8  # read from the words' index
RANGED = 0.15  # read from the index by age, so that what is older need not be fetched
# A sample errs: a range is to hold so many times the hits wanted, and a walk may go so many times as far as expected.
ENOUGH, ERRING = 3, 3


@dataclass(frozen=True)
class Stretch:
    """A stretch of the past: about how many messages it has, and how many of those looked at fit."""

    since: datetime
    messages: float
    looked: int
    fitting: int
    fitting_whole: int  # hold the whole words, whether or not they hold the one that is only begun
    fitting_beginning: int


@dataclass(frozen=True)
class Plan:
    """Walk over so many messages; what is then missing is looked up by these words, back to `since` before the rest."""

    by_whole: bool
    by_beginning: bool
    since: datetime | None = None
    walk: int = 0


def choose(stretches: list[Stretch], missing: int, *, has_whole: bool, has_beginning: bool) -> Plan:
    """The cheapest way to `missing` more hits. `stretches` go back from where the search is, without a gap."""
    lookups = _lookups(stretches, missing, has_whole, has_beginning)
    cost, lookup = min(lookups, key=lambda one: one[0])
    end = _reach(_expected(stretches, "fitting", neighbours=3), missing)
    if end is None:
        return lookup
    walk = sum(one.messages for one in stretches[:end])
    return replace(lookup, walk=round(min(walk * ERRING, cost / WALKED))) if WALKED * walk < cost else lookup


def _lookups(stretches, missing, has_whole, has_beginning) -> Iterator[tuple[float, Plan]]:
    """Each way through the index with its cost: by some of the words or all, through all the past or its newer part."""
    hits = _expected(stretches, "fitting")
    end = _reach(hits, missing * ENOUGH)
    whole, beginning = _expected(stretches, "fitting_whole"), _expected(stretches, "fitting_beginning")
    list_whole, list_beginning = LISTED * sum(whole), LISTED_BY_BEGINNING * sum(beginning)
    ways = [(True, False, list_whole, whole)] if has_whole else []
    ways += [(False, True, list_beginning, beginning)] if has_beginning else []
    ways += [(True, True, list_whole + list_beginning, hits)] if has_whole and has_beginning else []
    for by_whole, by_beginning, listing, fetched in ways:
        yield listing + FETCHED * sum(fetched), Plan(by_whole, by_beginning)
        if end:
            back = sum(one.messages for one in stretches[:end])
            cost = listing + RANGED * back + FETCHED * sum(fetched[:end])
            yield cost, Plan(by_whole, by_beginning, stretches[end - 1].since)


def _expected(stretches: list[Stretch], what: str, neighbours: int = 0) -> list[float]:
    """How many messages of each stretch fit: as many as of those looked at there, and in so many stretches around."""
    looked, fitting = [one.looked for one in stretches], [getattr(one, what) for one in stretches]
    unseen = sum(fitting) / max(sum(looked), 1) / 4  # of one message: what none of those looked at held may be there
    expected = []
    for number, one in enumerate(stretches):
        near = slice(max(0, number - neighbours), number + neighbours + 1)
        expected.append(one.messages * (sum(fitting[near]) + unseen) / (sum(looked[near]) + 1 / 4))
    return expected


def _reach(expected: list[float], wanted: float) -> int | None:
    """How many stretches back one must go for so many hits; None where all of them have too few."""
    return next((number for number, sum_ in enumerate(accumulate(expected), 1) if sum_ >= wanted), None)
