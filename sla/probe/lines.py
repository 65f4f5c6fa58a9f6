"""Answer one line with one line, whatever it says."""

import json
from collections.abc import Callable
from typing import Any

from sla.calendars import CalendarExhausted
from sla.probe.playing import play
from sla.probe.reading import read_question
from sla.probe.telling import tell
from sla.probe.values import Refused, fields, hours, instant, one_of, seconds, written


def answer(line: bytes) -> str:
    """Return the answer to a request, both JSON; what is wrong with it is an answer too."""
    try:
        return json.dumps(_answer(_read(line)))
    except Refused as error:
        return json.dumps({"error": str(error)})
    except Exception as error:  # noqa: BLE001 a fault of ours in one answer must not take those after it
        return json.dumps({"error": f"internal: {type(error).__name__}: {error}"})


def _read(line: bytes) -> dict[str, Any]:
    try:
        form = json.loads(line.decode("utf-8"), object_pairs_hook=_without_contradiction)
    except Refused:
        raise
    except (ValueError, RecursionError) as error:
        raise Refused("", f"this line is no JSON that can be read: {error}") from None
    if not isinstance(form, dict):
        raise Refused("", "give an object with op")
    return form


def _without_contradiction(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON readers keep the last of two; a day with two sorts of hours would be decided by accident."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if found.setdefault(name, value) != value:
            raise Refused(name, "is given twice with different values")
    return found


def _answer(form: dict[str, Any]) -> dict[str, Any]:
    return _OPS[one_of(form.get("op"), "op", _OPS)](form)


def _add(form: dict[str, Any]) -> dict[str, Any]:
    fields(form, "", ("op", "calendar", "start", "target_s"))
    time, start = hours(form["calendar"], "calendar"), instant(form["start"], "start")
    amount = seconds(form["target_s"], "target_s", at_least=0)
    try:
        return {"due_at": written(time.add(start, amount))}
    except CalendarExhausted:
        return {"due_at": None, "error": "calendar_exhausted"}


def _elapsed(form: dict[str, Any]) -> dict[str, Any]:
    fields(form, "", ("op", "calendar", "from", "to"))
    time = hours(form["calendar"], "calendar")
    return {"elapsed_s": time.elapsed(instant(form["from"], "from"), instant(form["to"], "to"))}


def _clock(form: dict[str, Any]) -> dict[str, Any]:
    return tell(play(read_question(form)))


_OPS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {"add": _add, "elapsed": _elapsed, "clock": _clock}
