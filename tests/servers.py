"""Real Postgres and Valkey for the suite, started if none run; the test settings import this before all else.

`make test` lends the suite its servers; a bare `pytest` starts detached ones that later runs find again
(`python -m helpdesk.devstack stop --test` ends them).
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("HELPDESK_HOME", str(ROOT / "var" / "test"))


def _start() -> None:
    subprocess.run([sys.executable, "-m", "helpdesk.devstack", "db", "--test", "--detach"], cwd=ROOT, check=True)


def _export_addresses() -> None:
    stack = json.loads((Path(os.environ["HELPDESK_HOME"]) / "stack.json").read_text())
    for name in ("PGHOST", "PGPORT", "REDIS_URL"):
        os.environ.setdefault(name, str(stack[name]))


if not os.environ.get("PGHOST"):
    _start()
    _export_addresses()
