"""Charts drawn on the server: numbers in, the geometry of an SVG and its table twin out. No script, no styles.

chart = charts.bars(_("Created and resolved"), days, {_("Created"): created, _("Resolved"): resolved})
{% include "components/chart.html" with chart=chart only %}
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import floor, log10

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 38, 6, 10, 24
MOST_LABELS = 12


@dataclass(frozen=True)
class Mark:
    """One drawn value: a bar's rectangle or a point, and the words a pointer gets."""

    x: float
    y: float
    width: float
    height: float
    words: str


@dataclass(frozen=True)
class Series:
    label: str
    number: int  # 1..4: its colour
    marks: list[Mark]
    line: str = ""  # points of a polyline, in pieces where a value is missing
    area: str = ""


@dataclass(frozen=True)
class Chart:
    """Everything `components/chart.html` draws."""

    title: str
    kind: str
    series: list[Series]
    ticks: list[tuple[float, str]]
    labels: list[tuple[float, str]]
    heads: list[str]
    table: list[tuple[str, list[str]]]
    target: float | None = None
    target_words: str = ""
    unit: str = ""
    summary: str = ""
    box: str = field(default=f"0 0 {WIDTH} {HEIGHT}")
    left: int = LEFT
    right: int = WIDTH - RIGHT
    base: int = HEIGHT - BOTTOM

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see: no point on any line, no bar higher than nothing."""
        marks = [mark for one in self.series for mark in one.marks]
        return not marks if self.kind == "lines" else not any(mark.height for mark in marks)


Values = Sequence[float | None]


def bars(title, labels: Sequence[str], series: Mapping[str, Values], *, unit="", target=None, summary="") -> Chart:
    """Grouped bars, one group a label. None draws nothing."""
    scale = Scale.over(series, target)
    step = (WIDTH - LEFT - RIGHT) / max(1, len(labels))
    width = min(28.0, step * 0.72 / max(1, len(series)))
    drawn = []
    for number, (name, values) in enumerate(series.items()):
        shift = (step - width * len(series)) / 2 + number * width
        marks = [
            Mark(
                round(LEFT + i * step + shift, 1),
                scale.y(value),
                round(width - 2, 1),
                round(HEIGHT - BOTTOM - scale.y(value), 1),
                f"{labels[i]}: {spoken(value)} {unit or name}",
            )
            for i, value in enumerate(values)
            if value is not None
        ]
        drawn.append(Series(str(name), number % 4 + 1, marks))
    middles = [LEFT + (i + 0.5) * step for i in range(len(labels))]
    return _chart("bars", title, labels, series, scale, drawn, middles, unit, target, summary)


def lines(title, labels: Sequence[str], series: Mapping[str, Values], *, unit="", target=None, summary="") -> Chart:
    """One line a series; None leaves a gap. `target` is a dashed line, as a promise is."""
    scale = Scale.over(series, target)
    step = (WIDTH - LEFT - RIGHT - 8) / max(1, len(labels) - 1)
    places = [LEFT + 4 + i * step for i in range(len(labels))]
    drawn = []
    for number, (name, values) in enumerate(series.items()):
        points = [(places[i], scale.y(value)) for i, value in enumerate(values) if value is not None]
        marks = [
            Mark(round(places[i], 1), scale.y(value), 0, 0, f"{labels[i]}: {spoken(value)} {unit or name}")
            for i, value in enumerate(values)
            if value is not None
        ]
        area = [(points[0][0], HEIGHT - BOTTOM), *points, (points[-1][0], HEIGHT - BOTTOM)] if points else []
        line = " ".join(_pieces(places, values, scale))
        filled = len(series) == 1 and None not in values
        drawn.append(Series(str(name), number % 4 + 1, marks, line, _points(area) if filled else ""))
    return _chart("lines", title, labels, series, scale, drawn, places, unit, target, summary)


@dataclass(frozen=True)
class Scale:
    """Values to heights, from zero to a round number above the highest."""

    top: float

    @classmethod
    def over(cls, series, target):
        highest = max([value for values in series.values() for value in values if value is not None] + [target or 0])
        return cls(round_up(highest))

    def y(self, value):
        return round(HEIGHT - BOTTOM - float(value) / self.top * (HEIGHT - BOTTOM - TOP), 1)

    @property
    def ticks(self):
        return [(self.y(self.top * part / 4), spoken(self.top * part / 4)) for part in range(5)]


def round_up(value: float) -> float:
    """The next number of the kind 1, 2, 4, 8 or 10 times a power of ten: quarters of it read well."""
    if value <= 0:
        return 4.0
    power = 10 ** floor(log10(value))
    return float(next(step * power for step in (1, 2, 4, 6, 8, 10, 20) if step * power >= value))


def spoken(value: float | None) -> str:
    """A number as a reader wants it: no needless decimals, a dash for nothing."""
    if value is None:
        return "–"
    return f"{value:.0f}" if float(value).is_integer() or abs(value) >= 100 else f"{value:.1f}"


def _pieces(places, values, scale):
    """Path commands: a line through neighbours, a jump over gaps."""
    pen_up = True
    for place, value in zip(places, values, strict=True):
        if value is None:
            pen_up = True
            continue
        yield f"{'M' if pen_up else 'L'}{place:.1f},{scale.y(value)}"
        pen_up = False


def _points(pairs):
    return " ".join(f"{x:.1f},{y}" for x, y in pairs)


def _chart(kind, title, labels, series, scale, drawn, places, unit, target, summary):
    every = -(-len(labels) // MOST_LABELS)
    return Chart(
        title=str(title),
        kind=kind,
        series=drawn,
        ticks=scale.ticks,
        labels=[(round(places[i], 1), str(label)) for i, label in enumerate(labels) if i % every == 0],
        heads=[str(name) for name in series],
        table=[(str(label), [spoken(values[i]) for values in series.values()]) for i, label in enumerate(labels)],
        target=scale.y(target) if target is not None else None,
        target_words=spoken(target),
        unit=str(unit),
        summary=str(summary),
    )
