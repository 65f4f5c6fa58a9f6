"""The four kinds of figures: counts, shares, durations, and what stands at an instant. Definitions are made of them."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from metrics import statistics
from metrics.figures import (
    GREYED_BELOW,
    Figure,
    change,
    count_text,
    duration_text,
    interval_text,
    share_text,
)
from metrics.reading import Reading


def count(reading: Reading, measure: str, before: int, now: int, *, better: str = "", companions=()) -> Figure:
    """A count of the period. Called a change only against what is usual (spec/metrics.md §7.2), in whole days."""
    days = reading.period.whole_days
    usual = reading.usual_counts(measure) if days else []
    trend = statistics.count_trend(usual, reading.sum_of(measure, days)[0]) if days else ""
    return Figure(
        value=now,
        text=count_text(now),
        n=now,
        before=before if reading.has_before else None,
        change=change(better, trend, count_text(before)),
        companions=list(companions),
        values=[above for above, _below in reading.by_day(measure)],
    )


def share(
    reading: Reading, *measures: str, says_size: Callable[[int], str], better: str = "up", companions=()
) -> Figure:
    """Numerators over denominators of one or several measures, with the interval that its size allows.

    `says_size` names what was divided by: "40 answers".
    """
    pairs = [reading.before_and_now(measure) for measure in measures]
    before = tuple(map(sum, zip(*(pair[0] for pair in pairs), strict=True)))
    now = tuple(map(sum, zip(*(pair[1] for pair in pairs), strict=True)))
    value, was = (above / below if below else None for above, below in (now, before))
    interval = statistics.wilson(*now)
    days = [tuple(map(sum, zip(*day, strict=True))) for day in zip(*map(reading.by_day, measures), strict=True)]
    beside = [(_("based on"), says_size(now[1])), (_("likely range"), interval_text(interval))] if interval else []
    return Figure(
        value=value,
        text=share_text(value),
        n=now[1],
        before=was if before[1] >= GREYED_BELOW else None,
        change=change(better, statistics.share_trend(before, now), share_text(was)),
        companions=[*beside, *companions],
        interval=interval,
        values=[above / below if below else None for above, below in days],
        is_faint=now[1] < GREYED_BELOW,
    )


def duration(
    reading: Reading, part: str, *, says_size: Callable[[int], str], better: str = "down", companions=()
) -> Figure:
    """The median of the items, with p90; the mean of skewed times would tell of a few only."""
    items, scope = reading.items[part], reading.scope
    now, before = items.now, items.before
    beside = [(_("90 % within"), duration_text(now.p90, scope)), (_("based on"), says_size(now.n))] if now.n else []
    return Figure(
        value=now.median,
        text=duration_text(now.median, scope),
        n=now.n,
        before=before.median if before.n >= GREYED_BELOW else None,
        change=change(better, _median_trend(reading, part), duration_text(before.median, scope)),
        companions=[*beside, *companions],
        values=[items.daily.get(day) for day in reading.period.days],
        is_faint=now.n < GREYED_BELOW,
    )


def _median_trend(reading: Reading, part: str) -> str:
    ranks = reading.ranks.get(part)
    if ranks is None or statistics.mann_whitney_p(ranks) >= 0.05:
        return ""
    items = reading.items[part]
    return "up" if items.now.median > items.before.median else "down"
