"""Paragraphs of format=flowed text (RFC 3676), joined again as they were typed."""

import re

_QUOTES = re.compile(r">*")


def unflow(text: str, *, delete_space: bool) -> str:
    """Return flowed text with soft line breaks joined; quotes keep one `>` a level, the signature line stays alone."""
    out: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = _QUOTES.match(line).end()
        content = line[depth:]
        content = content[1:] if content.startswith(" ") else content
        flows = content.endswith(" ") and content != "-- "
        body = content[:-1] if flows and delete_space else content
        if open_depth == depth and content != "-- ":
            out[-1] += body
        else:
            out.append(f"{'>' * depth} {body}" if depth else body)
        open_depth = depth if flows else -1
    return "\n".join(out)
