"""Words between double braces, in macros, rules and mails: a closed list is filled in, and nothing else.

It is no template language (spec/security.md row 38): what is filled in is never read for blanks again.
"""

import re
from collections.abc import Callable, Container

_WRITTEN = re.compile(r"\{\{\s*([a-z0-9_.]{1,60})\s*\}\}")
_ANYTHING = re.compile(r"\{\{\s*(.*?)\s*\}\}")


def fill(text: str, value_of: Callable[[str], str | None]) -> str:
    """The text with its blanks filled; a word that has no value (None) stays as it was typed."""

    def value(found: re.Match) -> str:
        filled = value_of(found[1])
        return found[0] if filled is None else filled

    return _WRITTEN.sub(value, text)


def words_in(text: str) -> list[str]:
    """The words between double braces, each once, in the order they stand there."""
    return list(dict.fromkeys(_ANYTHING.findall(text)))


def unknown_in(text: str, known: Container[str]) -> list[str]:
    """Words between double braces that are on no list, in the order they stand there."""
    return [word for word in words_in(text) if word not in known]
