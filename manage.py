#!/usr/bin/env python3
"""Django's command line, run under the project's own .venv whichever Python was typed."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main():
    own_python = ROOT / ".venv" / "bin" / "python"
    if own_python.exists() and Path(sys.prefix).resolve() != (ROOT / ".venv").resolve() and not _has_django():
        os.execv(own_python, [str(own_python), *sys.argv])  # noqa: S606 our own interpreter
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def _has_django():
    from importlib.util import find_spec

    return find_spec("django") is not None


if __name__ == "__main__":
    main()
