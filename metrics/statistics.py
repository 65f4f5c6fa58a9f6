"""What may be called a change, and how sure a share is (spec/metrics.md §1.6, §7). Numbers in, numbers out."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from statistics import median

Z = 1.96
FEWEST = 30  # on both sides, for shares and medians
LEAST_POINTS = 0.02
LEAST_MEDIAN_SHARE = 0.10
FEWEST_BASELINES = 6
SPIKE_Z, SPIKE_EXCESS, SPIKE_RATIO, DROP_MEDIAN = 3.5, 5, 1.5, 10


@dataclass(frozen=True)
class Ranks:
    """Two groups ranked together: their sizes, the rank sum of the second, and Σ(t³ − t) over ties."""

    before: int
    now: int
    rank_sum_now: float
    ties: float


def wilson(hits: int, n: int) -> tuple[float, float] | None:
    """The 95 % interval of a share; None for no data."""
    if n == 0:
        return None
    p = hits / n
    spread = 1 + Z * Z / n
    centre = (p + Z * Z / (2 * n)) / spread
    half = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / spread
    return max(0.0, centre - half), min(1.0, centre + half)


def share_z(before: tuple[int, int], now: tuple[int, int]) -> float:
    """z of two shares (hits, n), pooled; 0 where they cannot differ."""
    (hits1, n1), (hits2, n2) = before, now
    if not n1 or not n2:
        return 0.0
    pooled = (hits1 + hits2) / (n1 + n2)
    error = sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return (hits2 / n2 - hits1 / n1) / error if error else 0.0


def share_trend(before: tuple[int, int], now: tuple[int, int]) -> str:
    """ "up", "down" or "": only where enough answers, enough points and |z| say so."""
    if min(before[1], now[1]) < FEWEST:
        return ""
    change = now[0] / now[1] - before[0] / before[1]
    if abs(change) < LEAST_POINTS or abs(share_z(before, now)) < Z:
        return ""
    return "up" if change > 0 else "down"


def may_differ(before: float | None, now: float | None, n_before: int, n_now: int) -> bool:
    """Whether two medians lie far enough apart, over enough items, for the rank test to be worth asking."""
    if min(n_before, n_now) < FEWEST or not before or now is None:
        return False
    return abs(now - before) / before >= LEAST_MEDIAN_SHARE


def mann_whitney_p(ranks: Ranks) -> float:
    """Two-sided p of the rank test, by the normal approximation with ties and continuity."""
    n1, n2 = ranks.before, ranks.now
    n = n1 + n2
    if not n1 or not n2 or n < 2:
        return 1.0
    u = ranks.rank_sum_now - n2 * (n2 + 1) / 2
    variance = n1 * n2 / 12 * ((n + 1) - ranks.ties / (n * (n - 1)))
    if variance <= 0:
        return 1.0
    distance = max(0.0, abs(u - n1 * n2 / 2) - 0.5)
    return erfc(distance / sqrt(variance) / sqrt(2))


def count_trend(baseline: Sequence[float], now: float) -> str:
    """ "up", "down" or "" for a count against what is usual: median and MAD of at least six earlier values."""
    if len(baseline) < FEWEST_BASELINES:
        return ""
    middle = median(baseline)
    z = robust_z(baseline, now)
    if z >= SPIKE_Z and now - middle >= SPIKE_EXCESS and now >= SPIKE_RATIO * middle:
        return "up"
    return "down" if z <= -SPIKE_Z and middle >= DROP_MEDIAN else ""


def robust_z(baseline: Sequence[float], now: float) -> float:
    """Distance from the median in robust standard deviations; outliers of the past do not stretch it."""
    middle = median(baseline)
    mad = median(abs(value - middle) for value in baseline)
    return (now - middle) / max(1.4826 * mad, sqrt(max(middle, 1)))
