"""A mail that somebody passed on: who wrote the original, and their words apart from those of whoever forwards it.

Programs write the original below a drawn line and a block of From, Date, Subject and To, in the reader's language; the
words for these are the ones that quotations are known by.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tickets.channels.base import Address, File

from . import quotemarks as marks
from .addresses import normalise

_LOOKED_AT_LINES = 400
_BLOCK_LINES = 16


@dataclass(frozen=True)
class Forwarded:
    """The original, as far as it can be told; without a sender it cannot be credited to anybody."""

    sender: Address = Address("")
    subject: str = ""
    text: str = ""
    html: str = ""
    quoted_text: str = ""
    quoted_html: str = ""
    above: str = ""  # what whoever forwards wrote
    files: tuple[File, ...] = ()  # of an original that came as a file; otherwise they are the mail's own


@dataclass
class Block:
    """Where the original's head stands: `start` is the drawn line above it, `end` the first line after it."""

    start: int
    end: int
    values: dict[str, str] = field(default_factory=dict)

    @property
    def sender(self) -> Address:
        return _address(self.values.get("from", ""))


def find_block(lines: Sequence[str], *, is_said: bool) -> Block | None:
    """Return the head of the forwarded original; None where there is none.

    `is_said` says that the subject calls the mail a forward: only then may the head stand without a line that says so.
    """
    for index, line in enumerate(lines[:_LOOKED_AT_LINES]):
        text = _bare(line)
        if marks.FORWARDED.match(text) or (is_said and marks.ORIGINAL.match(text)):
            found = _read(lines, index + 1, least=2)
        elif is_said and (label := marks.LABEL.match(text)) and label.lastgroup in ("from", "date", "subject"):
            found = _read(lines, index, least=3)
        else:
            continue
        if found is not None:
            found.start = index
            return found
    return None


def is_marked(lines: Sequence[str]) -> bool:
    """Say whether a line of the mail says that what follows was forwarded."""
    return any(marks.FORWARDED.match(_bare(line)) for line in lines[:_LOOKED_AT_LINES])


def from_text(text: str, *, is_said: bool, split: Callable[[str], tuple[str, str]]) -> Forwarded | None:
    """Return the original in a plain text; `split` takes its own quotations apart."""
    lines = text.split("\n")
    block = find_block(lines, is_said=is_said)
    if block is None:
        return None
    own, folded = split("\n".join(_unmarked(lines[block.end :])).strip("\n"))
    above = "\n".join(lines[: block.start]).strip()
    return Forwarded(block.sender, block.values.get("subject", "")[:300], own, "", folded, "", above)


def _read(lines: Sequence[str], start: int, *, least: int) -> Block | None:
    values: dict[str, str] = {}
    last, index = "", start
    for index in range(start, min(start + _BLOCK_LINES, len(lines))):
        text = _bare(lines[index])
        label = marks.LABEL.match(text)
        if label:
            last = str(label.lastgroup)
            values.setdefault(last, text[label.end() :].strip(" *\t"))
        elif text.strip() and last in ("to", "cc", "subject") and lines[index][:1] in (" ", "\t"):
            continue  # a long list of recipients runs on
        elif text.strip() or (last and _ends_at(lines, index)):
            break
    else:
        index += 1
    is_head = len(values.keys() & {"from", "date", "to", "subject"}) >= least and "from" in values
    return Block(start, index, values) if is_head else None


def _ends_at(lines: Sequence[str], index: int) -> bool:
    """Whether the blank line ends the head: some programs leave one between its lines."""
    below = next((_bare(line) for line in lines[index + 1 : index + 3] if line.strip()), "")
    return marks.LABEL.match(below) is None


def _bare(line: str) -> str:
    return line[:400].strip("\r ").lstrip("> ").strip()


def _unmarked(lines: Sequence[str]) -> list[str]:
    """Apple's programs mark the whole original as quoted: it is not, here."""
    written = [line for line in lines if line.strip()]
    if written and all(line.lstrip().startswith(">") for line in written):
        return [line.lstrip().removeprefix(">").removeprefix(" ") for line in lines]
    return list(lines)


def _address(value: str) -> Address:
    found = marks.ADDRESS.search(value)
    if found is None:
        return Address("")
    name = value[: found.start()].replace("[mailto:", "").strip(" \t<([\"'*:")
    return Address(normalise(found.group()), "" if marks.ADDRESS.search(name) else name[:200])
