"""Every kind of event that is declared reads as a sentence, and what is recorded is declared."""

import re
from pathlib import Path

import pytest
from django.utils import translation

import helpdesk.settings.base as settings
from helpdesk.events.catalog import Kind, all_kinds

ROOT = Path(__file__).resolve().parent.parent.parent
PLACEHOLDER = re.compile(r"\{(\w+)\}")
APPS = ("helpdesk", "tickets", "sla", "knowledge", "metrics")


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.name)
def test_a_kind_reads_as_a_sentence(kind: Kind):
    assert re.fullmatch(r"[a-z][a-z_]*\.[a-z][a-z_]*", kind.name)
    blanks = PLACEHOLDER.findall(kind.says)
    full = kind.sentence({blank: f"‹{blank}›" for blank in blanks})
    assert "{" not in full
    assert all(f"‹{blank}›" in full for blank in blanks)
    assert kind.sentence({}).count("–") >= len(blanks)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            assert PLACEHOLDER.findall(kind.sentence({})) == []


def test_every_kind_is_declared_in_an_apps_own_list():
    declared = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "= kind(" in path.read_text()]
    assert {path.name for path in declared} == {"events.py"}


def test_records_fill_the_blanks_of_their_sentence():
    """Where `record(KIND, …, name=…)` is written out, every blank but the actor has its value."""
    kinds = _constants()
    missing = []
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            for constant, arguments in _records(path.read_text()):
                if constant in kinds and "**" not in arguments:
                    given = set(re.findall(r"\b(\w+)=", arguments)) | {"actor"}
                    lacking = [set(PLACEHOLDER.findall(kind.says)) - given for kind in kinds[constant]]
                    if all(lacking):
                        missing.append((path.name, constant, lacking))
    assert missing == []


def _constants() -> dict[str, list[Kind]]:
    """Two apps may use the same constant for kinds of their own."""
    by_name = {kind.name: kind for kind in all_kinds()}
    found = {}
    for app in APPS:
        for path in (ROOT / app).rglob("events.py"):
            for constant, name in re.findall(r'^([A-Z_]+) = kind\(\s*"([^"]+)"', path.read_text(), re.M):
                found.setdefault(constant, []).append(by_name[name])
    return found


def _records(source: str):
    """The constant and the arguments of each call of record(…), brackets counted."""
    for start in re.finditer(r"\brecord\(", source):
        depth, position = 1, start.end()
        while depth and position < len(source):
            depth += {"(": 1, ")": -1}.get(source[position], 0)
            position += 1
        constant, _, arguments = source[start.end() : position - 1].partition(",")
        yield constant.strip(), arguments
