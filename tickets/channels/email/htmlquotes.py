"""The same sorting for HTML: the mark-up becomes lines, and each half keeps the elements around its own lines."""

import html as entities
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

from helpdesk.base import htmlscan

from .forwarded import Block, find_block
from .lines import Line, Sort
from .quotemarks import ENDS
from .quotes import sort_lines

_VOID = frozenset(("br", "hr", "img", "col"))
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_KEPT_TAGS = _BLOCKS | {"a", "abbr", "b", "bdi", "bdo", "big", "br", "caption", "cite", "code", "col", "colgroup", "del", "em", "font", "i", "img", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var"}  # fmt: skip  # noqa: E501
# Outlook, Hotmail, Zimbra, Yahoo: below these stands the original, without any quotation element.
_ORIGINAL_BELOW = re.compile(
    r"divRplyFwdMsg|appendonsend|stopSpelling|zwchr|OLK_SRC_BODY_SECTION|mail-editor-reference-message|yahoo_quoted|"
    r"ms-outlook-mobile-reference|zmail_extra|reply-intro|isReplyContent|ntes-mailmaster-quote|replySplit|"
    r"mail-quote-collapse|"
    r"includetail|reply-message-|ydp\w*yahoo_quoted"
)
_OUTLOOK_RULE = re.compile(r"border-top:\s*solid\s+#(?:b5c4df|e1e1e1)", re.IGNORECASE)
_INTRODUCTION = re.compile(r"\b(?:gmail_attr|moz-cite-prefix|protonmail_quote_header)\b")
_SIGNATURE = re.compile(
    r"\bgmail_signature\b|\bmoz-signature\b|\bms-outlook-mobile-signature\b|\bprotonmail_signature_block\b|"
    r"\bAppleMailSignature\b|"
    r"\bcomposer_signature\b|\bms-outlook-signature\b|(?:^| )(?:x_)?Signature(?: |$)|\bydp\w*signature\b|"
    r"\bsignature_old\b"
)
_INDENT = re.compile(r"border(?:-left)?:\s*(?:none|0)", re.IGNORECASE)


@dataclass
class _Token:
    source: str
    kind: str  # start, end, content
    tag: str = ""
    line: int = 0


@dataclass
class _Draft:
    text: str = ""
    is_quoted: bool = False
    starts_quote: bool = False
    is_introduction: bool = False
    is_signature: bool = False


@dataclass
class _State:
    """What the open elements say about the text inside them."""

    quote_depth: int = 0
    container_depth: int = 0
    introduction_depth: int = 0
    signature_depth: int = 0
    open: list[tuple[str, str]] = field(default_factory=list)


def split_html(html: str, *, is_forward: bool = False) -> tuple[str, str]:
    """Return mail HTML in two: the writer's own and what is folded; the second is empty when nothing is.

    The result is not safe yet: both halves go through the sanitiser. Raises TooMuchHtml.
    """
    htmlscan.check(html)
    reader = _Reader()
    reader.feed(_well_formed(html))
    reader.close()
    drafts = reader.lines
    lines = [Line(d.text, d.is_quoted or d.is_introduction, d.starts_quote, d.is_signature) for d in drafts]
    sorts = sort_lines(lines, is_forward=is_forward)
    last = max((i for i, sort in enumerate(sorts) if sort is Sort.OWN and not lines[i].is_blank), default=-1)
    own = {i for i, sort in enumerate(sorts) if sort is Sort.OWN and i <= last}
    folded = {i for i in range(len(lines)) if i not in own}
    if not any(not lines[i].is_blank for i in folded):
        return html, ""
    return _serialise(reader.tokens, own), _serialise(reader.tokens, folded)


def split_forward(html: str, *, is_said: bool) -> tuple[Block, str] | None:
    """Return the head of a forwarded original and the mark-up below it; None where there is none.

    The mark-up is not safe yet. Raises TooMuchHtml.
    """
    htmlscan.check(html)
    reader = _Reader()
    reader.feed(_well_formed(html))
    reader.close()
    block = find_block([draft.text for draft in reader.lines], is_said=is_said)
    if block is None:
        return None
    return block, _serialise(reader.tokens, set(range(block.end, len(reader.lines))))


def _well_formed(html: str) -> str:
    return nh3.clean(
        html.replace("\x00", ""),
        tags=set(_KEPT_TAGS),
        clean_content_tags={"script", "style", "title", "xml", "noscript", "object", "svg", "math", "template"},
        attributes={"*": {"class", "id", "style", "dir", "lang", "type", "align"}, "a": {"href"},
                    "img": {"src", "alt", "width", "height"}, "font": {"color", "size", "face"},
                    "table": {"border", "cellpadding", "cellspacing", "width"}, "td": {"colspan", "rowspan", "width"}},
        url_schemes={"http", "https", "mailto", "tel", "cid", "data", "sip", "callto"},
        link_rel=None,
    )  # fmt: skip


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[_Token] = []
        self.lines: list[_Draft] = [_Draft()]
        self._state = _State()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        source = self.get_starttag_text() or ""
        if tag in _BLOCKS:
            self._break()
        self._mark(tag, dict(attrs))
        if tag in _VOID:
            if tag == "img":
                self.lines[-1].text += "\ufffc"
            self.tokens.append(_Token(source, "content", tag, len(self.lines) - 1))
            if tag in ("br", "hr"):
                self._new_line()
            return
        self.tokens.append(_Token(source, "start", tag))

    def _mark(self, tag: str, attrs: dict[str, str | None]) -> None:
        names = f"{attrs.get('class') or ''} {attrs.get('id') or ''}"
        style = attrs.get("style") or ""
        role = ""
        if tag == "blockquote" and not _INDENT.search(style):
            role = "quote"
        elif _INTRODUCTION.search(names):
            role = "introduction"
        elif "gmail_quote" in names:
            role = "container"
        elif _SIGNATURE.search(names) and tag not in ("body", "html"):
            role = "signature"
        if (_ORIGINAL_BELOW.search(names) or _OUTLOOK_RULE.search(style)) and not self._state.quote_depth:
            self._break()
            self.lines[-1].starts_quote = True
        if tag not in _VOID:
            self._state.open.append((tag, role))
            self._count(role, 1)
            self._flag()

    def _count(self, role: str, step: int) -> None:
        self._state.quote_depth += step * (role == "quote")
        self._state.container_depth += step * (role == "container")
        self._state.introduction_depth += step * (role == "introduction")
        self._state.signature_depth += step * (role == "signature")

    def _flag(self) -> None:
        if not self.lines[-1].text.strip():
            self.lines[-1].is_quoted = bool(self._state.quote_depth)
            self.lines[-1].is_introduction = bool(self._state.introduction_depth)
            self.lines[-1].is_signature = bool(self._state.signature_depth)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._break()
        if self._state.open and self._state.open[-1][0] == tag:
            self._count(self._state.open.pop()[1], -1)
        self._flag()
        self.tokens.append(_Token(f"</{tag}>", "end", tag))

    def handle_data(self, data: str) -> None:
        line = self.lines[-1]
        line.text += re.sub(r"\s+", " ", data)
        if self._state.container_depth and not self._state.quote_depth and ENDS.search(line.text):
            line.is_introduction = True
        self.tokens.append(_Token(entities.escape(data, quote=False), "content", "", len(self.lines) - 1))

    def _break(self) -> None:
        if self.lines[-1].text.strip() or self.lines[-1].starts_quote:
            self._new_line()

    def _new_line(self) -> None:
        carried = self.lines[-1].starts_quote and not self.lines[-1].text.strip()
        self.lines.append(_Draft(starts_quote=carried))
        self._flag()


def _serialise(tokens: list[_Token], lines: set[int]) -> str:
    """Return the mark-up of these lines; an element that has none of them inside is left out."""
    out: list[str] = []
    opened: list[tuple[int, int]] = []  # where each open element starts in `out`, and how much content came before
    content = 0
    for token in tokens:
        if token.kind == "start":
            opened.append((len(out), content))
            out.append(token.source)
        elif token.kind == "end" and opened:
            start, before = opened.pop()
            if content == before:
                del out[start:]
            else:
                out.append(token.source)
        elif token.line in lines:
            content += 1
            out.append(token.source)
    return "".join(out)
