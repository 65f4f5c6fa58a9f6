"""The parts of a mail by what they are for: words in their forms, files, and all of them."""

import re
from dataclasses import dataclass, field

from helpdesk.base.html import html_to_text, sanitise_mail

from . import headers
from .flowed import unflow
from .headers import Headers
from .structure import Part, leaves

_PAGE = re.compile(rb"\s*<(?:!doctype html|html)[\s>]", re.IGNORECASE)  # what scripts send as plain text


@dataclass
class Body:
    """One stretch of the mail's words, in the forms it came in."""

    text: str = ""
    html: str = ""


@dataclass
class Sorted:
    """The parts by what they are for."""

    bodies: list[Body] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)
    all: list[Part] = field(default_factory=list)
    root_type: str = "text/plain"


def sort_parts(raw: bytes, fields: Headers) -> Sorted:
    """Sort the parts of a mail. Raises OverCap."""
    found = Sorted(root_type=headers.parameters(fields.raw("content-type"))[0])
    by_alternative: dict[int, Body] = {}
    other_forms: list[Part] = []
    for part in leaves(raw):
        found.all.append(part)
        if not _is_words(part):
            (other_forms if _is_another_form(part) else found.files).append(part)
            continue
        alternative = next((number for number, kind in reversed(part.parents) if kind == "multipart/alternative"), 0)
        body = by_alternative.get(alternative) if alternative else None
        if body is None:
            body = by_alternative[alternative] = Body()
            found.bodies.append(body)
        if part.type == "text/html" or _PAGE.match(part.body[:200]):
            body.html += part.text()
        elif not body.text:
            body.text = _plain_text(part)
    found.files += [part for part in other_forms if part.parents[-1][0] not in by_alternative]
    return found


def _is_another_form(part: Part) -> bool:
    """Whether these are the mail's words once more: for watches, for Gmail (AMP), in an old mark-up."""
    is_text = part.type.startswith("text/") and part.type != "text/calendar" and not part.filename
    return is_text and part.disposition != "attachment" and _hangs_in(part, "multipart/alternative")


def _hangs_in(part: Part, kind: str) -> bool:
    return bool(part.parents) and part.parents[-1][1] == kind


def _is_words(part: Part) -> bool:
    if part.type not in ("text/plain", "text/html") or part.disposition == "attachment":
        return False
    # Some programs name the words as well: a name makes a file only of what stands beside others.
    if part.filename and part.parents and not _hangs_in(part, "multipart/alternative"):
        return False
    return not any(kind == "multipart/report" for _, kind in part.parents[-1:]) or part.type == "text/plain"


def _plain_text(part: Part) -> str:
    text = part.text()
    if part.parameters.get("format", "").lower() == "flowed":
        return unflow(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
    return text


def words_of(parts: Sorted) -> tuple[str, str]:
    """Return the mail's text, and its HTML where any part of it came as HTML. HTML alone leaves the text empty."""
    has_text = any(body.text.strip() for body in parts.bodies)
    texts, pieces = [], []
    for body in parts.bodies:
        if has_text and body.html and not body.text.strip():
            texts.append(html_to_text(sanitise_mail(body.html)))
        else:
            texts.append(body.text)
        pieces.append(body.html or _as_html(body.text))
    has_html = any(body.html for body in parts.bodies)
    return "\n\n".join(text for text in texts if text.strip()), "\n".join(pieces) if has_html else ""


def _as_html(text: str) -> str:
    return (
        "<div>" + text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>") + "</div>"
        if text.strip()
        else ""
    )
