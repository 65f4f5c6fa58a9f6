"""Plain text from HTML, as a person would read it off the screen."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
    "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul", "caption"
))  # fmt: skip
_SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "table"])
_SILENT = frozenset(["script", "style", "title", "head", "xml", "template", "noscript", "object", "svg", "math"])
_VOID = frozenset((
    "br", "hr", "img", "input", "link", "meta", "area", "base", "col", "embed", "param", "source", "track", "wbr"
))  # fmt: skip
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|$|!)|mso-hide\s*:\s*all", re.I
)
_BREAK, _PARAGRAPH = "\n", "\n\n"


def html_to_text(html: str, *, quote_prefix: str = "> ") -> str:
    """Return the visible text of HTML, with quotations marked by `quote_prefix`, list items by a dash.

    Linear in the length of the input; what is hidden from the reader (display:none and the like) is left out.
    """
    reader = _Reader(quote_prefix)
    reader.feed(html)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self, quote_prefix: str) -> None:
        super().__init__(convert_charrefs=True)
        self._prefix = quote_prefix
        self._lines: list[tuple[int, str]] = []
        self._line: list[str] = []
        self._quotes = 0
        self._preformatted = 0
        self._silent: list[str] = []
        self._hidden_by: tuple[str, int] | None = None
        self._open: dict[str, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self._open[tag] = self._open.get(tag, 0) + 1
            self._hide(tag, attrs)
        if self._silent or self._hidden_by:
            return
        if tag == "br":
            self._end_line()
        elif tag in _BLOCKS:
            self._separate(tag)
        self._begin(tag, dict(attrs))

    def _hide(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif not self._hidden_by and _HIDING.search(dict(attrs).get("style") or ""):
            self._hidden_by = (tag, self._open[tag])

    def _begin(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag == "blockquote":
            self._quotes += 1
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "li":
            self._line.append("- ")
        elif tag == "img" and (words := (attrs.get("alt") or "").strip()):
            self._line.append(f"[{words}]")
        elif tag in ("td", "th") and self._line:
            self._line.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            if tag == self._silent[-1]:
                self._silent.pop()
                self._open[tag] = max(0, self._open.get(tag, 0) - 1)
            return
        if self._hidden_by == (tag, self._open.get(tag, 0)):
            self._hidden_by = None
        elif not self._hidden_by:
            self._finish(tag)
        self._open[tag] = max(0, self._open.get(tag, 0) - 1)

    def _finish(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._separate(tag)
        if tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)
            if self._lines and not self._lines[-1][1]:
                self._lines[-1] = (self._quotes, "")
        elif tag == "pre":
            self._preformatted = max(0, self._preformatted - 1)

    def handle_data(self, data: str) -> None:
        if self._silent or self._hidden_by:
            return
        if self._preformatted:
            first, *rest = data.split("\n")
            self._line.append(first)
            for line in rest:
                self._end_line()
                self._line.append(line)
            return
        self._line.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def _separate(self, tag: str) -> None:
        if self._current().strip():
            self._end_line()
        self._line.clear()
        if tag in _SPACED and self._lines and self._lines[-1][1]:
            self._lines.append((self._quotes, ""))

    def _current(self) -> str:
        return "".join(self._line)

    def _end_line(self) -> None:
        line = self._current()
        line = line.rstrip() if self._preformatted else re.sub(r" {2,}", " ", line).strip(" ")
        self._lines.append((self._quotes, line.replace("\xa0", " ").rstrip()))
        self._line.clear()

    def text(self) -> str:
        if self._current().strip():
            self._end_line()
        lines = [f"{self._prefix * depth}{line}".rstrip() if depth else line for depth, line in self._lines]
        return re.sub(r"\n{3,}", _PARAGRAPH, _BREAK.join(lines)).strip("\n")
