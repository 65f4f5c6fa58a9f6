"""What others think of a mail: a spam filter that was asked, or the mail server in front by what it wrote above."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from tickets.channels.email.authentication import is_from_trusted_server
from tickets.channels.email.parsed import Parsed

_SCORE = re.compile(r"\bscore\s*=\s*(-?\d{1,4}(?:\.\d{1,4})?)", re.IGNORECASE)
_REQUIRED = re.compile(r"\brequired\s*=\s*(-?\d{1,4}(?:\.\d{1,4})?)", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(-?\d{1,4}(?:\.\d{1,4})?)\b")
_DELIVERED_BY_THEIRS = ("imap", "provider")  # the mail server that brings it has judged it


@dataclass(frozen=True)
class Opinion:
    """`is_spam` is None where only a score was given. `limit` is the score from which on its giver calls it spam."""

    by: str
    is_spam: bool | None = None
    score: float | None = None
    limit: float | None = None
    signs: Sequence[str] = ()


def of_marks(parsed: Parsed) -> Opinion | None:
    """The opinion in the topmost X-Spam fields of a mail; None where there are none."""
    status = _first(parsed, "x-spam-status")
    flag = _first(parsed, "x-spam-flag")
    score = _number(_NUMBER.match(_first(parsed, "x-spam-score"))) or _number(_SCORE.search(status))
    says_yes = flag.lower() == "yes" or status.lower().startswith("yes")
    if not (says_yes or flag or status) and score is None:
        return None
    said = True if says_yes else (False if flag or status else None)
    return Opinion("marks", said, score, _number(_REQUIRED.search(status)))


def is_trusted(parsed: Parsed, source: str) -> bool:
    """Whether the marks can come from a filter of ours: anybody can write them, and a false "yes" is an attack on
    whoever forwards mail to us."""
    return source in _DELIVERED_BY_THEIRS or is_from_trusted_server(parsed, settings.TRUSTED_AUTHSERV_IDS)


def _first(parsed: Parsed, name: str) -> str:
    return next(iter(parsed.headers.get(name, [])), "").strip()


def _number(found: re.Match[str] | None) -> float | None:
    return float(found[1]) if found else None
