"""The cases of tests/fixtures/replies and tests/fixtures/machines, as (name, given, expected)."""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
REPLIES = FIXTURES / "replies"
OWN = "Thank you, it works.\nOne more thing: where do I find the invoice?"
QUOTED = "Hello Grace,\nplease try again and tell me.\n\nBo"
MARKED = "\n".join(f"> {line}" for line in QUOTED.split("\n"))


def folded_spaces(text: str) -> str:
    return " ".join(text.split())


def replies(collection: str) -> Iterator[tuple[str, str, str]]:
    """Yield every body of a collection ("tuned" or "aside") with what its writer wrote."""
    folder = REPLIES / collection
    for row in (folder / "introductions.txt").read_text().splitlines():
        if row and not row.startswith("#"):
            yield from _introduced(*row.split("\t"))
    for name, block in sections(folder / "blocks.txt"):
        yield f"block {name}", f"{OWN}\n\n{block}\n{QUOTED}\n", OWN
    for name, body in sections(folder / "whole.txt"):
        rows = body.rstrip("\n").split("\n")
        own = "\n".join(row[2:] for row in rows if row.startswith("|"))
        yield f"whole {name}", "\n".join(row[2:] for row in rows), own


def _introduced(language: str, line: str) -> Iterator[tuple[str, str, str]]:
    wrapped = "\n".join(textwrap.wrap(line, 48))
    yield f"{language} marked {line}", f"{OWN}\n\n{line}\n\n{MARKED}\n", OWN
    yield f"{language} bare {line}", f"{OWN}\n\n{line}\n\n{QUOTED}\n", OWN
    yield f"{language} wrapped {line}", f"{OWN}\n\n{wrapped}\n\n{MARKED}\n", OWN
    yield f"{language} below {line}", f"{line}\n\n{MARKED}\n\n{OWN}\n", OWN


def html_replies() -> Iterator[tuple[str, str, str]]:
    for name, body in sections(REPLIES / "html.txt"):
        html, own = body.strip().split("\n")
        yield name, html, own.removeprefix("| ")


def machines() -> Iterator[tuple[str, bytes, str]]:
    for head, mail in sections(FIXTURES / "machines" / "cases.txt"):
        kind, _, name = head.partition(": ")
        yield f"{kind}, {name}", mail.encode(), kind


def sections(path: Path) -> Iterator[tuple[str, str]]:
    for section in re.split(r"^=== ", path.read_text(), flags=re.MULTILINE)[1:]:
        name, _, body = section.partition("\n")
        yield name, body
