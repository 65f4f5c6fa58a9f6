"""Where a quotation is introduced: "On … wrote:" in any language, or a block of From, Sent, To and Subject."""

import re

from . import quotemarks as marks
from .lines import Line

_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")  # around names in Hebrew and Arabic
# Arabic, Persian and wide digits as ours.
_DIGITS = {first + digit: str(digit) for first in (0x660, 0x6F0, 0xFF10) for digit in range(10)}
_ATTRIBUTION_LINES = 4
_ATTRIBUTION_CHARACTERS = 320


def is_header_block(lines: list[Line], index: int) -> bool:
    """Say whether From/Sent/To/Subject lines start here: three different ones within the next eight lines.

    Two are enough below a drawn line when the first names an address.
    """
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
    known = len(kinds & {"from", "date", "to", "subject"})
    return known >= 3 or (known == 2 and _below_a_rule(lines, index) and bool(marks.ADDRESS.search(lines[index].text)))


def _below_a_rule(lines: list[Line], index: int) -> bool:
    above = next((line for line in reversed(lines[max(0, index - 3) : index]) if not line.is_blank), None)
    return above is not None and above.is_rule


def attribution_length(lines: list[Line], index: int) -> int:
    """Return over how many lines "On … wrote:" runs from here, 0 when none starts here."""
    if marks.ORIGINAL.match(lines[index].text):
        return 1
    text, without_colon = "", 0
    for length in range(1, _ATTRIBUTION_LINES + 1):
        if index + length > len(lines):
            break
        line = lines[index + length - 1]
        if line.is_blank or len(text) > _ATTRIBUTION_CHARACTERS:
            break
        text = f"{text} {_seen(line)}".strip()
        if marks.ENDS.search(text):
            return length if _introduces(text) and _opens_first(lines[index : index + length]) else 0
        if not without_colon and _is_quoted_below(lines, index + length) and _introduces_without_colon(text):
            without_colon = length
    return without_colon


def _is_quoted_below(lines: list[Line], index: int) -> bool:
    return next((line.is_quoted for line in lines[index : index + 3] if not line.is_blank), False)


def _introduces_without_colon(text: str) -> bool:
    if not (marks.OPENS.match(text) and marks.DAY.search(text)):
        return False
    return bool(marks.ENDS_WITH_ADDRESS.search(text) or (marks.CLOCK.search(text) and marks.WROTE.search(text)))


def _seen(line: Line) -> str:
    return _UNSEEN.sub("", line.text).translate(_DIGITS).strip().lstrip("> ")


def runs_on(line: Line) -> bool:
    """Say whether the quotation stands on the line that introduces it."""
    match = marks.RUNS_ON.match(_seen(line)[:400])
    return match is not None and marks.OPENS.match(match[1]) is not None and is_certain([Line(match[1])])


def _opens_first(lines: list[Line]) -> bool:
    """Say whether an introduction begins with the first of these lines rather than with a later one."""
    if marks.ADDRESS.search(lines[0].text) and marks.WROTE.search(lines[0].text):
        return True
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
    text = " ".join(_seen(line) for line in lines)
    has_day = bool(marks.DAY.search(text))
    if not marks.ENDS.search(text):
        return False
    if marks.CLOCK.search(text) and (has_day or marks.ADDRESS.search(text)):
        return True
    if marks.SOMEBODY_WROTE.match(text):
        return True
    says_wrote = marks.WROTE.search(text[-40:]) and not marks.SPEAKS_OF_ITSELF.search(text)
    return bool(has_day and says_wrote and marks.OPENS.match(text))
