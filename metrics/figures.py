"""A number that explains itself: its value with what belongs beside it, in words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from metrics.reading import Reading
from metrics.scopes import BUSINESS, Scope

GREYED_BELOW = 10  # a share of fewer than this is shown, but not loudly
GOOD, BAD = "ok", "late"
Text = str | Promise


@dataclass(frozen=True)
class Change:
    """What may be called up or down against the period before; `tone` says whether that is good."""

    trend: str
    words: str
    tone: str = ""


@dataclass(frozen=True)
class Figure:
    """`value` is None where there is no data: never zero. `values` are the sparkline's, one a day."""

    value: float | None
    text: str
    n: int
    before: float | None = None
    change: Change | None = None
    companions: list[tuple[str, str]] = field(default_factory=list)
    interval: tuple[float, float] | None = None
    values: list[float | None] = field(default_factory=list)
    is_faint: bool = False

    @property
    def line(self) -> list[float]:
        """The sparkline: days without data are left out, because drawn as zero they would lie."""
        return [value for value in self.values if value is not None]


@dataclass(frozen=True)
class Metric:
    """One figure's definition: what docs, tiles, drill-downs, exports and the API say about it comes from here."""

    key: str
    label: Text
    unit: str  # tickets, seconds or share
    grain: Text  # what one item is
    formula: Text
    cohort: Text  # what puts an item into a period, and what is left out
    figure: Callable[[Reading], Figure]
    facts: Callable[[Reading], QuerySet]  # the rows behind the number, each with its ticket
    says: Callable[[object, Scope], str]  # what one of those rows contributes, in words
    better: str = ""  # "up", "down", or neither
    parts: dict[str, Callable[[Scope], QuerySet]] = field(default_factory=dict)  # durations to read (metrics.items)
    once: dict[str, Callable[[Scope], QuerySet]] = field(default_factory=dict)  # tickets to count once in a period
    order: str = "-at"
    is_on_board: bool = True  # has a tile on the first page


@dataclass(frozen=True)
class Shown:
    """A metric with its figure: what a tile is drawn from."""

    metric: Metric
    figure: Figure
    as_of: datetime


def no_data() -> str:
    return _("no data")


def count_text(value: float | None) -> str:
    return no_data() if value is None else number_format(round(value), use_l10n=True, force_grouping=True)


def share_text(value: float | None) -> str:
    return no_data() if value is None else _("%s %%") % rounded(value * 100)


def duration_text(seconds: float | None, scope: Scope) -> str:
    """Minutes and hours; days only for calendar time, because business days differ in length."""
    if seconds is None:
        return no_data()
    minutes = int(seconds / 60 + 0.5)
    if minutes < 60:
        return _("%s min") % minutes
    if minutes < 48 * 60 or scope.time == BUSINESS:
        hours, rest = divmod(minutes, 60)
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest} if rest else _("%s h") % hours
    return _("%s d") % rounded(minutes / 1440)


def interval_text(interval: tuple[float, float]) -> str:
    low, high = (rounded(end * 100) for end in interval)
    return _("%(low)s to %(high)s %%") % {"low": low, "high": high}


def rounded(value: float, places: int = 1) -> str:
    """The number in the reader's language. number_format by itself cuts off: two thirds would read 66.6."""
    return number_format(round(value, places), places)


def change(metric_better: str, trend: str, before_text: str) -> Change:
    """The words beside a value: a trend only where it was proved, else just what it was before."""
    words = {"up": _("up from %s"), "down": _("down from %s")}.get(trend, _("%s before"))
    tone = "" if not trend or not metric_better else GOOD if trend == metric_better else BAD
    return Change(trend, words % before_text, tone)
