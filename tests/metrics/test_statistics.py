"""The worked numbers of spec/metrics.md §1.6, §4 and §7."""

from random import Random

import pytest

from metrics.statistics import Ranks, count_trend, mann_whitney_p, robust_z, share_trend, share_z, wilson


@pytest.mark.parametrize(
    ("_case", "hits", "n", "low", "high"),
    [
        ("32 of 40 satisfied", 32, 40, 65.2, 89.5),
        ("4 of 4 says little", 4, 4, 51.0, 100.0),
        ("180 of 200 promises", 180, 200, 85.1, 93.4),
    ],
)
def test_a_share_carries_the_interval_its_size_allows(_case, hits, n, low, high):
    assert [round(100 * end, 1) for end in wilson(hits, n)] == [low, high]


def test_no_answers_have_no_interval():
    assert wilson(0, 0) is None


@pytest.mark.parametrize(
    ("_case", "before", "now", "z", "trend"),
    [
        ("many answers", (368, 400), (340, 400), -3.10, "down"),
        ("half as many", (184, 200), (178, 200), -1.02, ""),
        ("too few", (29, 29), (10, 29), -5.32, ""),
        ("less than two points", (9800, 10000), (9650, 10000), -6.48, ""),
    ],
)
def test_a_share_changed_only_where_chance_does_not_explain_it(_case, before, now, z, trend):
    assert share_z(before, now) == pytest.approx(z, abs=0.01)
    assert share_trend(before, now) == trend


USUAL = [42, 38, 45, 40, 41, 39, 44, 43]
WITH_OUTLIER = [42, 38, 400, 45, 40, 41, 44, 43]


@pytest.mark.parametrize(
    ("_case", "baseline", "now", "trend"),
    [
        ("just below", USUAL, 64, ""),
        ("spike", USUAL, 65, "up"),
        ("an old outlier does not hide it", WITH_OUTLIER, 70, "up"),
        ("steady tens", [10] * 8, 21, ""),
        ("steady tens, one more", [10] * 8, 22, "up"),
        ("small numbers", [0, 1, 0, 2, 1, 0, 1, 0], 5, ""),
        ("small numbers, one more", [0, 1, 0, 2, 1, 0, 1, 0], 6, "up"),
        ("too short a past", [10] * 5, 100, ""),
        ("drop", [42, 38, 45, 40, 41, 39, 44, 43], 15, "down"),
        ("nothing to drop from", [9] * 8, 0, ""),
    ],
)
def test_a_count_is_compared_with_what_is_usual(_case, baseline, now, trend):
    assert count_trend(baseline, now) == trend


@pytest.mark.parametrize(("now", "z"), [(64, 3.493), (65, 3.648), (70, 4.424)])
def test_the_distance_from_the_usual(now, z):
    assert robust_z(USUAL, now) == pytest.approx(z, abs=0.001)


def test_the_rank_test_tells_a_shift_from_noise():
    dice = Random(1)  # noqa: S311 no secret
    before = [dice.gauss(100, 20) for _ in range(60)]
    assert mann_whitney_p(_ranked(before, [value + 25 for value in before])) < 0.001
    assert mann_whitney_p(_ranked(before, [dice.gauss(100, 20) for _ in range(60)])) > 0.05
    assert mann_whitney_p(_ranked([5.0] * 40, [5.0] * 40)) == 1.0


def _ranked(before, now) -> Ranks:
    both = sorted([*before, *now])
    lowest = {value: both.index(value) + 1 for value in set(both)}
    same = {value: both.count(value) for value in set(both)}
    total = sum(lowest[value] + (same[value] - 1) / 2 for value in now)
    return Ranks(len(before), len(now), total, sum(count**3 - count for count in same.values()))
