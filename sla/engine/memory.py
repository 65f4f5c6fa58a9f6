"""Write down what happened on a ticket between two events, and read it back the same."""

from datetime import datetime
from typing import Any

from sla.engine.clock import Run
from sla.measures.base import Facts

INSTANTS = ("created_at", "waiting_since", "updated_at", "work_since")
WORDS = ("category", "answered", "hidden_reason", "merged")


def write_facts(facts: Facts) -> dict[str, Any]:
    """Return the facts as JSON can hold them."""
    found: dict[str, Any] = {name: write_instant(getattr(facts, name)) for name in INSTANTS}
    found |= {name: getattr(facts, name) for name in WORDS}
    found["history"] = [[write_instant(at), category] for at, category in facts.history]
    found["hidden"] = write_runs(facts.hidden)
    return found


def read_facts(form: dict[str, Any]) -> Facts:
    """Return the facts that `write_facts` wrote."""
    known: dict[str, Any] = {name: read_instant(form[name]) for name in INSTANTS}
    known |= {name: form[name] for name in WORDS}
    history = [(datetime.fromisoformat(at), category) for at, category in form["history"]]
    return Facts(**known, history=history, hidden=read_runs(form["hidden"]))


def write_runs(runs: list[Run]) -> list[list[str | None]]:
    """Return stretches as pairs of ISO instants, the second null while it lasts."""
    return [[write_instant(start), write_instant(end)] for start, end in runs]


def read_runs(form: list[list[str | None]]) -> list[Run]:
    """Return the stretches that `write_runs` wrote."""
    return [(datetime.fromisoformat(start), read_instant(end)) for start, end in form if start]


def write_instant(instant: datetime | None) -> str | None:
    """Return ISO text."""
    return instant.isoformat() if instant else None


def read_instant(text: str | None) -> datetime | None:
    """Return the instant of an ISO text."""
    return datetime.fromisoformat(text) if text else None
