"""Requests to `sla_probe` and their answers, through the command itself; and stories as its events."""

import io
import json
import sys

from django.core.management import call_command

from tests.sla.engine.stories import CATEGORIES, CREATORS
from tests.sla.worlds import FORMS, local

TYPES = {
    "customer": "customer_message",
    "reply": "agent_reply",
    "auto": "auto_reply",
    "thanks": "no_reply_needed",
    **{word: word for word in ("note", "spam", "restore", "priority", "policy")},
}


def ask_lines(lines: bytes) -> list[dict]:
    """What the command prints for some bytes on its standard input."""
    before, answers = sys.stdin, io.StringIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(lines))
    try:
        call_command("sla_probe", stdout=answers)
    finally:
        sys.stdin = before
    return [json.loads(line) for line in answers.getvalue().splitlines()]


def ask(*requests) -> list[dict]:
    return ask_lines("".join(json.dumps(request) + "\n" for request in requests).encode())


def z(instant) -> str | None:
    return instant and instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def story(text: str, zone: str = "BER") -> list[dict]:
    """ "06-01 09:00 created; 06-01 12:00 reply+resolved" as events, local to a calendar's zone."""
    return [_event(sentence.split(), zone) for sentence in text.split(";")]


def _event(sentence: list[str], zone: str) -> dict:
    day, time, word, *rest = sentence
    verb, _plus, status = word.partition("+")
    event = {"at": z(local(zone, f"{day} {time}"))}
    if verb in CREATORS:
        event |= {"type": "created", "by": CREATORS[verb]}
    elif verb in CATEGORIES:
        event |= {"type": "status", "to": verb}
    else:
        event |= {"type": TYPES[verb]}
    return event | ({"status": status} if status else {}) | ({"to": rest[0]} if rest else {})


def promise(calendar="BER", basis="business", on_reopen="continue", **hours) -> dict:
    """A policy with its targets in hours, a dict by priority where they differ."""
    rows = {metric: value if isinstance(value, dict) else {"normal": value} for metric, value in hours.items()}
    targets = {m: {name: round(amount * 3600) for name, amount in row.items()} for m, row in rows.items()}
    return {"calendar": calendar, "basis": basis, "on_reopen": on_reopen, "targets": targets}


def clock(promised, events, /, *, zone="BER", until=None, calendars=FORMS, others=None, **more) -> dict:
    """A request about clocks; without `until` as they stand at the last event."""
    events = story(events, zone) if isinstance(events, str) else events
    return {
        "op": "clock",
        "calendars": calendars,
        "policies": {"first": promised, **(others or {})},
        "policy": "first",
        "priority": "normal",
        "events": events,
        "until": z(local(zone, until)) if until else events[-1]["at"],
        **more,
    }


def told(promised, events, /, **more) -> dict:
    """The answer to that request."""
    (answer,) = ask(clock(promised, events, **more))
    return answer


def timer(answer: dict, metric: str, instance: int = 1) -> dict:
    (found,) = [one for one in answer["timers"] if (one["metric"], one["instance"]) == (metric, instance)]
    return found
