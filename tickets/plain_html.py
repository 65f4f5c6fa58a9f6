"""Messages inside a page: a mail's own colours, fonts and positions stay out, its words, links and lists stay in.

The mail as it was sent is shown apart, in a sandboxed frame.
"""

import nh3

from helpdesk.base.html import text_to_html

_TEXT = ["a", "b", "br", "code", "del", "em", "i", "img", "ins", "kbd", "s", "span", "strong", "sub", "sup", "u"]
_BLOCKS = ["blockquote", "div", "h1", "h2", "h3", "h4", "hr", "p", "pre", "dd", "dl", "dt", "li", "ol", "ul"]
_TABLES = ["table", "tbody", "td", "tfoot", "th", "thead", "tr"]
TAGS = {*_TEXT, *_BLOCKS, *_TABLES}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}


def simple(html: str, inline_images: dict[str, str]) -> str:
    """Sanitised HTML reduced to what a conversation needs. Pictures only from `inline_images` (content id → address)
    or from our own addresses; nothing is fetched from elsewhere."""

    def allow(tag: str, attribute: str, value: str) -> str | None:
        if tag == "img" and attribute == "src":
            if value.lower().startswith("cid:"):
                return inline_images.get(value[4:].strip("<> "))
            return value if value.startswith("/") and not value.startswith(("//", "/\\")) else None
        return value

    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=allow,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def from_text(text: str) -> str:
    """Plain text with its line breaks, addresses as links."""
    return text_to_html(text)
