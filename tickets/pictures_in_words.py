"""Pictures standing in the words of an answer or a note: kept with its draft, named by it, sent inside the mail.

In a draft they point at our own address of the file; in a message they are named `cid:`, as those of a customer's mail
are, so that desk, portal and mail each show them from where they have them.
"""

import re
from html import escape, unescape

from helpdesk.base.html import html_to_text
from tickets.models import Attachment

WIDEST = 640  # what mail programs show without scrolling sideways
_SOURCE = re.compile(r' src="/desk/attachments/(\d{1,18})/inline/"')
_FIGURE = re.compile(r"<figure[^>]*>\s*<img([^>]*)>\s*(?:<figcaption[^>]*>(.*?)</figcaption>)?\s*</figure>", re.DOTALL)
_ATTRIBUTE = re.compile(r' (src|alt|width|height)="([^"]*)"')


def tidied(html: str) -> str:
    """Return cleaned HTML of the rich editor with its figures as plain pictures; a caption describes its picture."""
    return _FIGURE.sub(lambda found: _picture(found[1], found[2] or ""), html)


def named_in(html: str) -> set[int]:
    """The ids of our own files whose pictures stand in the HTML."""
    return {int(pk) for pk in _SOURCE.findall(html)}


def settled(html: str, attachments) -> str:
    """The HTML as a message keeps it: those of its files that stand in it are named by content id from now on."""
    named = named_in(html) & {one.pk for one in attachments if one.is_picture}
    for pk in named:
        Attachment.objects.filter(pk=pk).update(is_inline=True, content_id=content_id(pk))
    return _SOURCE.sub(lambda at: f' src="cid:{content_id(int(at[1]))}"' if int(at[1]) in named else at[0], html)


def content_id(pk: int) -> str:
    return f"{pk}@helpdesk"


def _picture(attributes: str, caption: str) -> str:
    has = dict(_ATTRIBUTE.findall(attributes))
    described = " ".join(html_to_text(caption).split()) or unescape(has.get("alt", ""))
    width = has.get("width", "")
    size = f' width="{min(int(width), WIDEST)}"' if width.isdecimal() and len(width) < 6 else ""
    source = f' src="{has["src"]}"' if "src" in has else ""
    return f'<img{source} alt="{escape(described)}"{size} style="max-width:100%;height:auto">'
