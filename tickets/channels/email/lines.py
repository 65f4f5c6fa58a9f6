"""The lines of a mail's visible text, and whose each is."""

import re
from dataclasses import dataclass
from enum import Enum


class Sort(Enum):
    OWN = "own"
    QUOTED = "quoted"
    SIGNED = "signed"


@dataclass(frozen=True)
class Line:
    """A line of the visible text; what mark-up says of it: quoted, the mark above a quotation, a signature."""

    text: str
    is_quoted: bool = False
    starts_quote: bool = False
    is_signature: bool = False

    @property
    def is_blank(self) -> bool:
        return not self.text.strip("\u200b\xa0 \t\r\n")

    @property
    def is_rule(self) -> bool:
        """A line drawn across the text."""
        return bool(re.fullmatch(r"[\s*]*[-_=─—]{5,}[\s*]*", self.text))


def next_with_text(lines: list[Line], index: int) -> int | None:
    return next((i for i in range(index, len(lines)) if not lines[i].is_blank), None)
