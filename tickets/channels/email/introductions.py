"""Where a quotation is introduced: "On … wrote:" in any language, or a block of From, Sent, To and Subject."""

import re

from . import quotemarks as marks
from .lines import Line

_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")  # around names in Hebrew and Arabic
_ATTRIBUTION_LINES = 4
_ATTRIBUTION_CHARACTERS = 320


def is_header_block(lines: list[Line], index: int) -> bool:
    """Say whether From/Sent/To/Subject lines start here: three different ones within the next eight lines."""
    first = marks.LABEL.match(lines[index].text)
    if first is None or first.lastgroup not in ("from", "date", "subject"):
        return False
    kinds, read = set(), 0
    for line in lines[index : index + 14]:
        if line.is_blank:
            continue
        read += 1
        label = marks.LABEL.match(line.text)
        if label:
            kinds.add(label.lastgroup)
        if read >= 8:
            break
    return len(kinds & {"from", "date", "to", "subject"}) >= 3


def attribution_length(lines: list[Line], index: int) -> int:
    """Return over how many lines "On … wrote:" runs from here, 0 when none starts here."""
    text = ""
    for length in range(1, _ATTRIBUTION_LINES + 1):
        if index + length > len(lines):
            return 0
        line = lines[index + length - 1]
        if line.is_blank or len(text) > _ATTRIBUTION_CHARACTERS:
            return 0
        text = f"{text} {_UNSEEN.sub('', line.text).strip().lstrip('> ')}".strip()
        if marks.ENDS.search(text):
            return length if _introduces(text) and _opens_first(lines[index : index + length]) else 0
    return 0


def _opens_first(lines: list[Line]) -> bool:
    """Say whether an introduction begins with the first of these lines rather than with a later one."""
    openers = [n for n, line in enumerate(lines) if marks.OPENS.match(line.text) and _has_moment(line.text)]
    return openers[0] == 0 and len(openers) == 1 if openers else _has_moment(lines[0].text) or len(lines) == 1


def _has_moment(text: str) -> bool:
    return bool(marks.DAY.search(text) or marks.CLOCK.search(text) or marks.ADDRESS.search(text))


def _introduces(text: str) -> bool:
    if len(text) > _ATTRIBUTION_CHARACTERS:
        return False
    has_day, has_address = bool(marks.DAY.search(text)), bool(marks.ADDRESS.search(text))
    says_wrote = bool(marks.WROTE.search(text))
    return (says_wrote and (has_day or has_address)) or (has_day and has_address and bool(marks.CLOCK.search(text)))


def is_certain(lines: list[Line]) -> bool:
    """Say whether an introduction stands so clearly that what follows is quoted even without marks."""
    text = " ".join(line.text for line in lines)
    return bool(marks.CLOCK.search(text)) and bool(marks.DAY.search(text) or marks.ADDRESS.search(text))
