"""What changed between two texts, line by line."""

from dataclasses import dataclass
from difflib import SequenceMatcher

CONTEXT_LINES = 2


@dataclass(frozen=True)
class Line:
    """A line that stayed (`same`), came (`new`), went (`old`), or stands for unchanged ones left out (`gap`)."""

    kind: str
    text: str = ""


def compare(old: str, new: str) -> list[Line]:
    """The lines of both texts in reading order; long unchanged stretches become one gap."""
    before, after = old.splitlines(), new.splitlines()
    lines: list[Line] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [Line("same", text) for text in before[i:j]]
        else:
            lines += [Line("old", text) for text in before[i:j]] + [Line("new", text) for text in after[k:m]]
    return _shortened(lines)


def _shortened(lines: list[Line]) -> list[Line]:
    near = {
        n + d for n, line in enumerate(lines) if line.kind != "same" for d in range(-CONTEXT_LINES, CONTEXT_LINES + 1)
    }
    kept: list[Line] = []
    for n, line in enumerate(lines):
        if n in near:
            kept.append(line)
        elif not kept or kept[-1].kind != "gap":
            kept.append(Line("gap"))
    return kept
