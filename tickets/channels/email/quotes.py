"""What somebody wrote now, apart from what they quote and sign with. Lines are sorted, never deleted.

One sorter serves plain text and HTML: both are lines, some of which are known to be quoted (`>` or a quotation
element).
Real replies follow no grammar, so several weak signals decide, and a mail that has words of its own is never shown
empty.
"""

import re
from dataclasses import dataclass

from . import quotemarks as marks
from .introductions import attribution_length, is_certain, is_header_block, runs_on
from .lines import Line, Sort, next_with_text

MAX_LINES = 20_000
_SIGNATURE_LINES = 25


@dataclass(frozen=True)
class Split:
    """The text in two: what is shown and what is folded, each in its order."""

    shown: str
    folded: str


def split_text(text: str, *, is_forward: bool = False) -> Split:
    """Return plain text with quotations and signature apart. Every line is in exactly one of the two."""
    rows = text.split("\n")
    lines = [Line(row, is_quoted=row.lstrip(" ").startswith(">")) for row in rows]
    sorts = sort_lines(lines, is_forward=is_forward)
    shown = [row for row, sort in zip(rows, sorts, strict=True) if sort is Sort.OWN]
    folded = [row for row, sort in zip(rows, sorts, strict=True) if sort is not Sort.OWN]
    return Split("\n".join(shown).strip("\n").rstrip(), "\n".join(folded).strip("\n").rstrip())


def sort_lines(lines: list[Line], *, is_forward: bool = False) -> list[Sort]:
    """Return for each line whether it is the writer's own, a quotation or a signature."""
    if len(lines) > MAX_LINES:
        return [Sort.OWN] * len(lines)
    quoted = [line.is_quoted for line in lines]
    end = len(lines)
    if not is_forward:
        end = _start_of_original(lines, quoted)
    _take_attributions(lines, quoted)
    sorts = [Sort.SIGNED if line.is_signature else Sort.OWN for line in lines]
    sorts[end:] = [Sort.QUOTED] * (len(lines) - end)
    folded = -1
    while folded != (folded := sum(sort is not Sort.OWN for sort in sorts)):
        # A list's footer may stand below the quotation and a name above it: peel from the end until nothing gives.
        _fold_signature(lines, quoted, sorts)
        _fold_last_quote(lines, quoted, sorts)
    _fold_first_quote(lines, quoted, sorts)
    return _not_empty(lines, quoted, sorts)


def _start_of_original(lines: list[Line], quoted: list[bool]) -> int:
    """Return where the unmarked original begins that a program put below the reply, else the end."""
    has_own_text = False
    for index, line in enumerate(lines):
        if line.is_blank or (quoted[index] and not marks.NAMED_ORIGINAL.match(line.text)):
            continue
        if marks.FORWARDED.match(line.text):
            return len(lines)
        if (start := _original_at(lines, quoted, index)) is not None:
            # With nothing above it, it is what was sent, or the answers stand between its lines.
            return start if has_own_text else len(lines)
        has_own_text = has_own_text or not (line.is_rule or marks.ORIGINAL.match(line.text))
    return len(lines)


def _original_at(lines: list[Line], quoted: list[bool], index: int) -> int | None:
    line = lines[index]
    below = next_with_text(lines, index + 1)
    is_marked_below = below is not None and quoted[below]
    if is_header_block(lines, index) or (_says_so(line) and not is_marked_below):
        return _with_rule_above(lines, index)
    length = attribution_length(lines, index)
    follows = next_with_text(lines, index + length) if length else None
    if follows is not None and not quoted[follows] and is_certain(lines[index : index + length]):
        return index
    return None


def _says_so(line: Line) -> bool:
    text = line.text[:400]
    says_so = (marks.ORIGINAL, marks.NAMED_ORIGINAL, marks.ANSWER_ABOVE)
    return line.starts_quote or any(mark.match(text) for mark in says_so) or runs_on(line)


def _with_rule_above(lines: list[Line], index: int) -> int:
    above = index - 1
    while above >= 0 and lines[above].is_blank:
        above -= 1
    return above if above >= 0 and lines[above].is_rule else index


def _take_attributions(lines: list[Line], quoted: list[bool]) -> None:
    """Count the line that introduces a quotation to it, and the blank lines inside one."""
    index = 0
    while index < len(lines):
        length = 0 if lines[index].is_blank or quoted[index] else attribution_length(lines, index)
        if length:
            follows = next_with_text(lines, index + length)
            if follows is not None and quoted[follows]:
                for position in range(index, follows):
                    quoted[position] = True
        index += max(1, length)


def _fold_last_quote(lines: list[Line], quoted: list[bool], sorts: list[Sort]) -> None:
    """Fold the quotation below the last words of the writer's own."""
    for index in range(len(lines) - 1, -1, -1):
        if sorts[index] is not Sort.OWN or lines[index].is_blank:
            continue
        if not quoted[index]:
            return
        sorts[index] = Sort.QUOTED


def _fold_first_quote(lines: list[Line], quoted: list[bool], sorts: list[Sort]) -> None:
    """Fold a quotation above the reply when it is the only one.

    Quotations between the writer's own paragraphs stay: there the answer makes no sense without the question.
    """
    shown = [i for i, sort in enumerate(sorts) if sort is Sort.OWN and not lines[i].is_blank]
    first = next((n for n, i in enumerate(shown) if not quoted[i]), 0)
    if first and not any(quoted[i] for i in shown[first:]):
        sorts[: shown[first]] = [Sort.QUOTED] * shown[first]


def _fold_signature(lines: list[Line], quoted: list[bool], sorts: list[Sort]) -> None:
    """Fold what stands under `--`, a list's footer, "-Ada" as last paragraph, and "Sent from my phone"."""
    # A blank line inside a quotation that was folded hides no signature above it.
    own = [i for i, sort in enumerate(sorts) if sort is Sort.OWN and not (quoted[i] and lines[i].is_blank)]
    start = _signature_start(lines, quoted, own)
    for index in own[start:]:
        sorts[index] = Sort.SIGNED
    own = own[:start]
    while own and not quoted[own[-1]] and (length := _closing_length([lines[i] for i in own])):
        for index in own[-length:]:
            sorts[index] = Sort.SIGNED
        own = own[:-length]


def _signature_start(lines: list[Line], quoted: list[bool], own: list[int]) -> int:
    """Return the place among `own` where `--` begins a signature that is short and goes to the end, else the end."""
    for place in range(len(own) - 1, 0, -1):
        index = own[place]
        if not quoted[index] and re.fullmatch(r"\s*--\s*|—\s*", lines[index].text):
            rest = [i for i in own[place:] if not lines[i].is_blank]
            return place if len(rest) <= _SIGNATURE_LINES and not any(quoted[i] for i in rest) else len(own)
    return len(own)


def _closing_length(lines: list[Line]) -> int:
    """Return how many of the last lines are a closing that goes with the signature; 0 when they are text."""
    end = len(lines)
    while end and lines[end - 1].is_blank:
        end -= 1
    start = end
    while start and not lines[start - 1].is_blank:
        start -= 1
    paragraph = [line.text for line in lines[start:end]]
    if not paragraph or not any(not line.is_blank for line in lines[:start]):
        return 1 if end > 1 and marks.DEVICE.match(lines[end - 1].text.strip()) else 0
    if _is_list_footer(paragraph) or re.fullmatch(r"\s*-{1,2}\w[\w. ]{1,30}", "\n".join(paragraph)):
        return len(lines) - start
    return len(lines) - (end - 1) if marks.DEVICE.match(paragraph[-1].strip()) else 0


def _is_list_footer(paragraph: list[str]) -> bool:
    return bool(re.fullmatch(r"_{2,}\s*", paragraph[0])) and len(paragraph) <= 6


def _not_empty(lines: list[Line], quoted: list[bool], sorts: list[Sort]) -> list[Sort]:
    """Undo the folding that would leave nothing: first of signatures, then of all."""
    has_text = [not line.is_blank for line in lines]
    if any(sort is Sort.OWN and text for sort, text in zip(sorts, has_text, strict=True)):
        return sorts
    signed = [Sort.OWN if sort is Sort.SIGNED else sort for sort in sorts]
    if any(sort is Sort.OWN and text for sort, text in zip(signed, has_text, strict=True)):
        return signed
    if any(text and not mark for text, mark in zip(has_text, quoted, strict=True)):
        return [Sort.QUOTED if mark else Sort.OWN for mark in quoted]
    return [Sort.OWN] * len(lines)
