"""A list's rows as HTML, written by hand: fifty of them through the template language cost more than all the rest of
the page. What people wrote is escaped here, everything else is ours (see rows.py, which makes the lines)."""

from collections.abc import Iterable
from html import escape

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helpdesk.ui.templatetags.ui import sprite

_ICONS = ("priority", "lock")


def markup(lines: Iterable[dict]) -> SafeString:
    """The `<li>`s of a list, group headings between them."""
    icons = {name: f'<svg class="icon" aria-hidden="true"><use href="{sprite()}#{name}"/></svg>' for name in _ICONS}
    unread = f'<span class="visually-hidden">{escape(_("unread"))}: </span>'
    return SafeString("\n".join(_row(line, icons, unread) for line in lines))


def _row(line: dict, icons: dict[str, str], unread: str) -> str:
    heading = f'<li class="rows-group">{escape(line["heading"])}</li>' if line["heading"] else ""
    snippet = f'<p class="row-snippet">{conditional_escape(line["snippet"])}</p>' if line["snippet"] else ""
    current = ' aria-current="true"' if line["is_current"] else ""
    return (
        f'{heading}<li class="row" id="row-{line["id"]}" data-number="{line["number"]}"'
        f"{' data-unread' if line['is_unread'] else ''}>"
        f'<label class="row-pick-cell"><input class="row-pick" type="checkbox" name="ticket" value="{line["number"]}"'
        f' form="selection" aria-label="{escape(line["pick_words"])}"><i class="row-dot"></i></label>'
        f'<a class="row-subject" href="{line["href"]}"{current}>'
        f"{unread if line['is_unread'] else ''}<bdi>{conditional_escape(line['subject'])}</bdi></a>"
        f'<span class="row-meta"><span class="row-number num">{line["number"]}</span>{_meta(line)}</span>'
        f'<span class="row-marks">{_marks(line, icons)}</span>'
        f'<span class="row-time num">{line["when"]}</span>{snippet}</li>'
    )


def _meta(line: dict) -> str:
    known = "".join(f"<span>{escape(words)}</span>" for words in (line["who"], line["where"]) if words)
    return known + "".join(f'<span class="row-extra">{escape(words)}</span>' for words in line["extras"])


def _marks(line: dict, icons: dict[str, str]) -> str:
    """Only what is out of the ordinary: most rows have a due chip and an owner."""
    marks = []
    if line["is_private"]:
        marks.append(_sign(icons["lock"], _("Private")))
    if line["priority"]:
        marks.append(_sign(icons["priority"], line["priority_words"], f' data-tone="{line["priority"]}"'))
    if line["status"]:
        marks.append(f'<span class="badge" data-tone="{line["category"]}">{escape(line["status"])}</span>')
    if line["due"]:
        marks.append(f'<span class="badge due"{line["due_marks"]}>{line["due"]}</span>')
    if line["initials"]:
        words = escape(line["assignee_words"])
        marks.append(
            f'<span class="avatar" data-size="s" data-hue="{line["hue"]}" title="{words}" role="img"'
            f' aria-label="{words}">{escape(line["initials"])}</span>'
        )
    return "".join(marks)


def _sign(icon: str, words: str, more: str = "") -> str:
    said = escape(words)
    return f'<span class="row-priority"{more} title="{said}">{icon}<span class="visually-hidden">{said}</span></span>'
