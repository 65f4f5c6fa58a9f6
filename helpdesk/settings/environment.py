"""Where a setting's value comes from: the process environment, then the running embedded stack, then a default.

The embedded stack writes `stack.json` below HELPDESK_HOME while it runs, so that a `manage.py` typed by hand
reaches the same Postgres and Valkey without anything to export.
"""

import json
import os
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def home() -> Path:
    return Path(os.environ.get("HELPDESK_HOME") or ROOT / "var").resolve()


@cache
def _stack() -> dict:
    try:
        return json.loads((home() / "stack.json").read_text())
    except (OSError, ValueError):
        return {}


def env(name: str, default: str = "") -> str:
    return os.environ.get(name) or str(_stack().get(name, "") or default)


def env_number(name: str, default: int) -> int:
    value = env(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise SystemExit(f"{name} must be a whole number, not {value!r}") from None


def env_switch(name: str, default: bool = False) -> bool:
    return env(name, "1" if default else "0").strip().lower() in {"1", "true", "yes", "on"}
