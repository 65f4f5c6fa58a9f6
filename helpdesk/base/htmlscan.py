"""Measures HTML before a tree is built from it.

Building the tree is where hostile HTML hurts: 50,000 nested `div` take minutes, and 33 kB of `<p><b a=1></p><p><b
a=2></p>…`
grow to 14 MB because the parser re-opens every unclosed formatting element in each paragraph. The scan reads tags once,
in linear time, and never guesses a depth below the one a browser's parser would reach.
"""

import re
from dataclasses import dataclass

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 500
MAX_LINKS = 5_000
MAX_TAGS = 50_000

# Possessive throughout: an attribute list can be split in many ways, and backtracking into it would be exponential.
_TAG_NAME = re.compile(r"[a-zA-Z][^\s/>]*+")
_ATTRIBUTES = re.compile(r"""(?:[\s/]++|[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>][^\s>]*+)?+)?+)*+""")
_COMMENT_END = re.compile(r"--!?>")
_VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "keygen", "frame"
))  # fmt: skip
_RAW_TEXT = frozenset(["script", "style", "xmp", "iframe", "noembed", "noframes", "title", "textarea"])
_FOREIGN = frozenset(("svg", "math"))
_FORMATTING = frozenset((
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"
))  # fmt: skip
_SCOPES = frozenset((
    "applet", "caption", "html", "table", "td", "th", "marquee", "object", "template", "svg", "math", "button",
    "select"
))  # fmt: skip
_TABLE_PARTS = frozenset(["table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"])
_TABLE_SCOPES = frozenset(["html", "table", "template", "svg", "math"])
_FORGETS_FORMATTING = frozenset(["applet", "caption", "td", "th", "marquee", "object", "template"])
_ENDS_BEFORE = {"td": ("td", "th"), "th": ("td", "th"), "tr": ("tr",)}
_ENDS_NEIGHBOUR = {"li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd"), "option": ("option",)}


class TooMuchHtml(ValueError):
    """The HTML is larger, deeper or fuller of links than any real message."""


@dataclass
class _Open:
    """The elements a parser would hold open, and where the boundaries lie that end tags do not look through."""

    names: list[str]
    boundaries: list[int]

    def push(self, name: str) -> None:
        if name in _TABLE_PARTS and name != "table" and not self._in_table():
            return  # a parser ignores a cell without a table
        for ended in _ENDS_BEFORE.get(name, ()):
            self.close(ended)
        if name == "p":
            self._end_paragraph()
        if self.names and self.names[-1] in _ENDS_NEIGHBOUR.get(name, ()):
            self.names.pop()
        if name in _SCOPES:
            self.boundaries.append(len(self.names))
        self.names.append(name)
        if len(self.names) > MAX_DEPTH:
            raise TooMuchHtml(f"nested deeper than {MAX_DEPTH}")

    def _in_table(self) -> bool:
        return any(self.names[boundary] in ("table", "template") for boundary in self.boundaries)

    def _end_paragraph(self) -> None:
        # Only when nothing but inline text lies above it: a block in between would have ended it before.
        for position in range(len(self.names) - 1, -1, -1):
            if self.names[position] == "p":
                self._close_at(position, "p")
                return
            if self.names[position] not in _FORMATTING and self.names[position] != "span":
                return

    def close(self, name: str) -> None:
        for position in range(len(self.names) - 1, self._floor(name) - 1, -1):
            if self.names[position] == name:
                self._close_at(position, name)
                return

    def _floor(self, name: str) -> int:
        """Return the lowest position that this end tag reaches."""
        scopes = _TABLE_SCOPES if name in _TABLE_PARTS else _SCOPES
        for boundary in reversed(self.boundaries):
            if self.names[boundary] == name:
                return boundary
            if self.names[boundary] in scopes:
                return boundary + 1
        return 0

    def _close_at(self, position: int, name: str) -> None:
        # An unclosed <b> outlives its paragraph: the parser opens it again in the next one.
        inside = self.names[position + 1 :]
        self.names[position:] = [] if name in _FORGETS_FORMATTING else [n for n in inside if n in _FORMATTING]
        while self.boundaries and self.boundaries[-1] >= position:
            self.boundaries.pop()


def check(html: str) -> None:
    """Raise TooMuchHtml, with the reason, for what no tree should be built from."""
    if len(html) > MAX_CHARACTERS:
        raise TooMuchHtml(f"longer than {MAX_CHARACTERS:,} characters")
    if len(re.findall(r"<a[\s/>]", html, re.IGNORECASE)) > MAX_LINKS:
        raise TooMuchHtml(f"more than {MAX_LINKS:,} links")
    _check_depth(html)


def _check_depth(html: str) -> None:
    opened = _Open([], [])
    at = tags = deaf_until = 0
    foreign = False
    while (at := html.find("<", at)) != -1:
        name, closing, at = _next_tag(html, at)
        tags += bool(name)
        if tags > 2 * MAX_TAGS:
            raise TooMuchHtml(f"more than {MAX_TAGS:,} elements")
        if closing and at > deaf_until:
            opened.close(name)
        elif name in _RAW_TEXT:
            end = _after_raw_text(html, name, at)
            # Inside a drawing <title> holds elements, so there its end tags are not believed and its start tags are.
            at, deaf_until = (at, end) if foreign else (end, 0)
        elif name and not closing and name not in _VOID:
            foreign = foreign or name in _FOREIGN
            opened.push(name)


def _next_tag(html: str, at: int) -> tuple[str, bool, int]:
    """Return name, whether it closes, and where to go on; no name for what is not a tag."""
    if html.startswith("<!--", at):
        return "", False, _after_comment(html, at)
    closing = html.startswith("</", at)
    name = _TAG_NAME.match(html, at + 1 + closing)
    if name is None:
        return "", False, at + 1
    attributes = _ATTRIBUTES.match(html, name.end())
    end = attributes.end() if attributes else name.end()
    if end >= len(html):
        return "", False, len(html)
    return name.group().lower(), closing, end + 1


def _after_comment(html: str, at: int) -> int:
    if html.startswith(("<!-->", "<!--->"), at):
        return html.index(">", at) + 1
    end = _COMMENT_END.search(html, at + 4)
    return end.end() if end else len(html)


def _after_raw_text(html: str, word: str, start: int) -> int:
    end = re.compile(rf"</{word}[\s/>]", re.IGNORECASE).search(html, start)
    return end.start() if end else len(html)
