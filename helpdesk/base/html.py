"""Foreign HTML made safe to show, and plain text made from it and into it.

Everything that others write passes here once, on its way in; `SANITISER_VERSION` is stored beside the result, so that
a stricter rule can be run again over older text.
"""

import html as entities
import re
import secrets
from collections.abc import Callable
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

from helpdesk.base import htmlscan
from helpdesk.base.htmlscan import TooMuchHtml
from helpdesk.base.htmltext import html_to_text

__all__ = [
    "SANITISER_VERSION",
    "TooMuchHtml",
    "sanitise_mail",
    "sanitise",
    "html_to_text",
    "render_markdown",
    "text_to_html",
]

SANITISER_VERSION = 1

_TEXT_TAGS = {
    "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center",
    "cite", "code", "col", "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark",
    "nav", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strike", "strong", "sub", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var"
}  # fmt: skip
_DROPPED_WITH_CONTENT = {
    "script", "style", "title", "xml", "noscript", "iframe", "object", "embed", "applet", "svg", "math", "template",
    "textarea", "select"
}  # fmt: skip
_LAYOUT = {"align", "valign", "width", "height", "bgcolor", "dir", "lang", "title", "style"}
_ATTRIBUTES = {
    "*": {"dir", "lang", "title", "style"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "align", "border"},
    "font": {"color", "size", "face"},
    "table": _LAYOUT | {"border", "cellpadding", "cellspacing"},
    "td": _LAYOUT | {"colspan", "rowspan"},
    "th": _LAYOUT | {"colspan", "rowspan"},
    "tr": _LAYOUT,
    "col": {"span", "width"},
    "div": {"align"},
    "p": {"align"},
    "ol": {"start", "type"},
    "blockquote": {"type"},
    "time": {"datetime"},
}
_LINK_SCHEMES = ("http:", "https:", "mailto:", "tel:", "sip:", "callto:")
_STYLES = {
    "background-color", "color", "direction", "display", "float", "clear", "font", "font-family", "font-size",
    "font-style", "font-variant", "font-weight", "height", "letter-spacing", "line-height", "list-style-type",
    "max-height", "max-width", "min-height", "min-width", "padding", "padding-bottom", "padding-left",
    "padding-right", "padding-top", "table-layout", "text-align", "text-decoration", "text-indent",
    "text-transform", "vertical-align", "visibility", "white-space", "width", "word-break", "word-spacing",
    "border", "border-bottom", "border-collapse", "border-color", "border-left", "border-radius", "border-right",
    "border-spacing", "border-style", "border-top", "border-width", "margin", "margin-bottom", "margin-left",
    "margin-right", "margin-top", "background", "overflow-wrap", "word-wrap"
}  # fmt: skip
# No backslash (CSS escapes spell anything), no bracket except of a colour function: no url(), var(), expression(),
# image-set().
_STYLE_VALUE = re.compile(r"(?:[\w\s#.,%'\"!+-]|(?:rgba?|hsla?)\([\d\s.,%/-]*\))+", re.IGNORECASE)
_NOT_NEGATIVE = re.compile(r"margin|padding|text-indent|letter-spacing|word-spacing|line-height")
_URL = re.compile(
    r"""\bhttps?://[^\s<>"'\x00-\x1f]+[^\s<>"'\x00-\x1f.,;:!?)\]}»”’]|\bwww\.[^\s<>"']+[^\s<>"'.,;:!?)\]}]""",
    re.IGNORECASE,
)


def sanitise_mail(html: str, *, inline_image: Callable[[str], str | None] = lambda content_id: None) -> str:
    """Return mail HTML that cannot act, call out or reach beyond its own box. Raises TooMuchHtml.

    `inline_image` turns a content id into the address to show it from; every other image keeps its address only in
    `data-remote-src`, so that nothing is fetched until a person asks for it.
    """
    htmlscan.check(html)
    mark = f"remote-{secrets.token_hex(8)}:"

    def image(address: str) -> str | None:
        if address.lower().startswith("cid:"):
            return inline_image(address[4:].strip().strip("<>"))
        return mark + address if address.lower().startswith(("http:", "https:")) else None

    clean = _clean(html, image=image, link=_absolute_link)
    # The mark is not guessable, so no text of the mail can pass for it.
    return clean.replace(f' src="{mark}', ' data-remote-src="')


def sanitise(html: str, *, own_images: str = "/") -> str:
    """Return HTML from our own composer or an article, safe to show; images only from our own addresses. Raises
    TooMuchHtml."""
    htmlscan.check(html)
    return _clean(html, image=lambda address: address if _is_own(address, own_images) else None, link=_any_link)


def render_markdown(text: str, *, keeps_lines: bool = False) -> str:
    """Return Markdown as safe HTML; raw HTML in it is shown as text. A mail keeps its line ends, an article flows."""
    return sanitise(_markdown(keeps_lines).render(text.replace("\x00", "")))


def text_to_html(text: str) -> str:
    """Return plain text as HTML paragraphs that keep its line breaks, with web addresses as links."""
    blocks = re.split(r"\n{2,}", text.replace("\r\n", "\n").strip("\n"))
    return "\n".join(f"<p>{_linked(block).replace(chr(10), '<br>')}</p>" for block in blocks if block.strip())


def _clean(html: str, *, image: Callable[[str], str | None], link: Callable[[str], str | None]) -> str:
    def allow(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "style":
            return _safe_style(value)
        if tag == "img" and attribute == "src":
            return image(value.strip())
        if tag == "a" and attribute == "href":
            return link(_without_controls(value))
        return value

    return nh3.clean(
        html.replace("\x00", ""),
        tags=_TEXT_TAGS,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=allow,
        url_schemes={scheme.rstrip(":") for scheme in _LINK_SCHEMES} | {"cid"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def _safe_style(value: str) -> str | None:
    kept = [pair for declaration in value.split(";") if (pair := _safe_declaration(declaration))]
    return ";".join(kept) or None


def _safe_declaration(declaration: str) -> str:
    name, colon, value = declaration.partition(":")
    name, value = name.strip().lower(), value.strip()
    if not colon or name not in _STYLES or not _STYLE_VALUE.fullmatch(value):
        return ""
    if "-" in value and _NOT_NEGATIVE.match(name) and re.search(r"(?<!\w)-", value):
        return ""
    return f"{name}:{value}"


def _without_controls(address: str) -> str:
    # Browsers drop tabs and newlines inside an address, so "java\nscript:" must be judged without them too.
    return re.sub(r"[\x00-\x20\x7f]", "", address)


def _absolute_link(address: str) -> str | None:
    return address if address.lower().startswith(_LINK_SCHEMES) else None


def _any_link(address: str) -> str | None:
    relative = address.startswith(("/", "#", "?")) and not address.startswith(("//", "/\\"))
    return address if relative else _absolute_link(address)


def _is_own(address: str, prefix: str) -> bool:
    return address.startswith(prefix) and not address.startswith(("//", "/\\"))


def _linked(text: str) -> str:
    parts, end = [], 0
    for match in _URL.finditer(text):
        address = match.group() if match.group().lower().startswith("http") else f"http://{match.group()}"
        parts.append(entities.escape(text[end : match.start()]))
        attributes = 'rel="noopener noreferrer nofollow" target="_blank"'
        parts.append(f'<a href="{entities.escape(address)}" {attributes}>{entities.escape(match.group())}</a>')
        end = match.end()
    return "".join([*parts, entities.escape(text[end:])])


@lru_cache(maxsize=2)
def _markdown(keeps_lines: bool) -> MarkdownIt:
    options = {"html": False, "linkify": False, "typographer": False, "breaks": keeps_lines}
    return MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
