"""How things are measured: one client, one process, wall and CPU time of each call, statements counted."""

import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import quantiles

from django.db import connection

IN_A_TURN = 20


@dataclass(frozen=True)
class Figures:
    """Milliseconds of each call, and how many statements one call sends."""

    wall: list[float]
    cpu: list[float]
    queries: int | None = None

    @property
    def p50(self) -> float:
        return _percentile(self.wall, 50)

    @property
    def p95(self) -> float:
        return _percentile(self.wall, 95)

    @property
    def cpu_ms(self) -> float:
        """The median: what one call costs this process."""
        return _percentile(self.cpu, 50)


def repeat(call: Callable[[], object], times: int, warm_up: int = 5) -> Figures:
    """Call it `times` times after a warm-up and keep every duration."""
    return repeat_in_turns([call], times, warm_up)[0]


def repeat_in_turns(calls: list[Callable[[], object]], times: int, warm_up: int = 5) -> list[Figures]:
    """The same for several calls, a few of each in turn: what else the machine does then slows all of them alike."""
    figures = [Figures([], [], _statements_of(call, warm_up)) for call in calls]
    for begin in range(0, times, IN_A_TURN):
        for call, kept in zip(calls, figures, strict=True):
            call()  # the one before left its own things in the processor's memory
            for _ in range(min(IN_A_TURN, times - begin)):
                _time(call, kept)
    return figures


def _statements_of(call: Callable[[], object], warm_up: int) -> int | None:
    for _ in range(warm_up):
        call()
    with recorded() as statements:
        call()
    return len(statements) or None


def _time(call: Callable[[], object], kept: Figures) -> None:
    begin, spent = time.perf_counter(), time.process_time()
    call()
    kept.wall.append((time.perf_counter() - begin) * 1000)
    kept.cpu.append((time.process_time() - spent) * 1000)


@contextmanager
def recorded():
    """Collects the statements (text, parameters) sent inside the block."""
    statements: list[tuple[str, object]] = []

    def note(execute, sql, params, many, context):
        statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements


def _percentile(values: list[float], percent: int) -> float:
    if len(values) == 1:
        return values[0]
    return quantiles(values, n=100, method="inclusive")[percent - 1]
