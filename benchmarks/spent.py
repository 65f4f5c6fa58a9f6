"""What processes have used of the processors, and which statements Postgres was sent. For Linux."""

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import database

_TICKS = os.sysconf("SC_CLK_TCK")
_STATEMENT = re.compile(r"^\S+ \S+ \S+ \[(\d+)\] helpdesk_app@\S* LOG:  statement: (.*)")


def cpu_ms(roots: dict[str, int], *, without: int = 0) -> dict[str, float]:
    """Milliseconds of a processor that each of these processes has used with all its children, ended ones too."""
    children: dict[int, list[int]] = defaultdict(list)
    used: dict[int, float] = {}
    for place in Path("/proc").iterdir():
        if place.name.isdigit() and int(place.name) != without and (fields := _stat(place)):
            children[int(fields[1])].append(int(place.name))
            used[int(place.name)] = sum(map(int, fields[11:15])) * 1000 / _TICKS
    return {name: _of_tree(pid, children, used) for name, pid in roots.items()}


def _stat(place: Path) -> list[str]:
    try:
        return (place / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # it ended meanwhile
        return []


def _of_tree(pid: int, children: dict[int, list[int]], used: dict[int, float]) -> float:
    return used.get(pid, 0) + sum(_of_tree(child, children, used) for child in children[pid])


@contextmanager
def every_statement(log: Path, found: Counter[str]) -> Iterator[None]:
    """Have Postgres write down all statements of the product in the block, and count them by their shape."""
    begin = log.stat().st_size
    _log_statements("all")
    try:
        yield
    finally:
        _log_statements("none")
    with log.open("rb") as file:
        file.seek(begin)
        for line in file.read().decode(errors="replace").splitlines():
            if match := _STATEMENT.match(line):
                found[shape(match[2])] += 1


def shape(statement: str) -> str:
    """A statement without its values."""
    text = re.sub(r"'(?:[^']|'')*'|\"s\d+_x\d+\"|\b\d+\b", "?", statement)
    text = re.sub(r"\((?:\?(?:::\w+(?:\[\])?)?,? ?)+\)", "(?)", text)
    return re.sub(r'SELECT (?:"[^,]*?, )+.*? FROM', "SELECT … FROM", text)[:300]


def _log_statements(which: str) -> None:
    with database.connected("postgres", "postgres") as cursor:
        cursor.execute(f"alter system set log_statement = '{which}'")
        cursor.execute("select pg_reload_conf()")
