"""One source, two forms: what a company wrote for its mails (Markdown with blanks) as plain text and as safe HTML."""

import html as entities
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from helpdesk.base import blanks
from helpdesk.base.html import html_to_text, render_markdown


@dataclass(frozen=True)
class Block:
    """A value of whole paragraphs, in both forms; it stands on a line of its own."""

    text: str
    html: str


@dataclass(frozen=True)
class Link:
    """A value that is an address of ours: it may stand in the text or be what a link leads to."""

    address: str


Value = str | Block | Link
_ANCHOR = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def rendered(source: str, value_of: Callable[[str], Value]) -> tuple[str, str]:
    """Return (text, HTML) of a source whose blanks all have a value.

    Values are put in after the Markdown was read, as text: what customers are called makes no link and no heading.
    A line that holds nothing but blanks without a value is left out.
    """
    values = {word: value_of(word) for word in blanks.words_in(source)}
    marks = {word: _mark(number, value) for number, (word, value) in enumerate(values.items())}
    page = render_markdown(blanks.fill(_arranged(source, values), marks.get), keeps_lines=True)
    text = html_to_text(_ANCHOR.sub(_readable, page))
    for word, value in values.items():
        page, text = _into_html(page, marks[word], value), text.replace(marks[word], _as_text(value))
    return text.strip("\n"), page.strip("\n")


def in_a_line(source: str, value_of: Callable[[str], Value]) -> str:
    """Return a source for a subject: its blanks filled, in one line, without what cannot be printed."""
    filled = blanks.fill(source, lambda word: _as_text(value_of(word)))
    return " ".join("".join(each if each.isprintable() else " " for each in filled).split())


def _mark(number: int, value: Value) -> str:
    # Letters and digits pass through Markdown as they are; nobody can guess them.
    mark = f"blank{secrets.token_hex(8)}x{number}x"
    return f"https://{mark}.invalid/" if isinstance(value, Link) else mark


def _arranged(source: str, values: dict[str, Value]) -> str:
    """Blocks stand between empty lines; a line of blanks that are all empty is gone."""
    lines = []
    for line in source.replace("\r\n", "\n").split("\n"):
        words = blanks.words_in(line)
        is_bare = bool(words) and not blanks.fill(line, lambda word: "").strip()
        if is_bare and not any(_as_text(values[word]).strip() for word in words):
            continue
        has_block = any(isinstance(values[word], Block) for word in words)
        lines += ["", line, ""] if has_block else [line]
    return "\n".join(lines)


def _readable(anchor: re.Match) -> str:
    """A link as one reads it in plain text: its words and where it leads."""
    return anchor[2] if anchor[1] == anchor[2] else f"{anchor[2]} {anchor[1]}"


def _into_html(page: str, mark: str, value: Value) -> str:
    if isinstance(value, Block):
        return page.replace(f"<p>{mark}</p>", value.html).replace(mark, value.html)
    if isinstance(value, str):
        return page.replace(mark, entities.escape(value).replace("\n", "<br>"))
    address = entities.escape(value.address)
    page = page.replace(f'href="{mark}"', f'href="{address}"').replace(f">{mark}</a>", f">{address}</a>")
    return page.replace(mark, f'<a href="{address}">{address}</a>')


def _as_text(value: Value) -> str:
    if isinstance(value, Block):
        return value.text
    return value.address if isinstance(value, Link) else value
