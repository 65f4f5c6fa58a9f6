"""The icons a template may name, and how the sprite is put together from their source.

A name says what the icon means here; the value is the drawing in Lucide (ISC licence) that shows it.
"""

import re
from pathlib import Path

SPRITE = Path(__file__).parent.parent / "static" / "icons.svg"

ICONS = {
    "add": "plus",
    "agent": "headset",
    "alert": "triangle-alert",
    "appearance": "sun-moon",
    "article": "file-text",
    "assign": "user-round-plus",
    "attach": "paperclip",
    "back": "arrow-left",
    "bold": "bold",
    "breached": "flame",
    "bulk": "list-checks",
    "bullets": "list",
    "code": "code",
    "italic": "italic",
    "numbers": "list-ordered",
    "quote": "text-quote",
    "calendar": "calendar",
    "chart": "chart-column",
    "check": "check",
    "chevron": "chevron-right",
    "clock": "clock",
    "close": "x",
    "command": "command",
    "comment": "message-square",
    "context": "panel-right",
    "copy": "copy",
    "density": "rows-3",
    "down": "chevron-down",
    "download": "download",
    "edit": "pencil",
    "event": "circle-dot",
    "external": "external-link",
    "file": "file",
    "filter": "list-filter",
    "flag": "flag",
    "follow": "eye",
    "forward": "forward",
    "help": "circle-help",
    "history": "history",
    "home": "house",
    "image": "image",
    "inbox": "inbox",
    "info": "info",
    "key": "key-round",
    "keyboard": "keyboard",
    "knowledge": "book-open",
    "link": "link",
    "lock": "lock",
    "macro": "zap",
    "moon": "moon",
    "sun": "sun",
    "mail": "mail",
    "menu": "menu",
    "merge": "merge",
    "mine": "user-round",
    "more": "ellipsis",
    "newer": "chevron-left",
    "note": "notebook-pen",
    "notices": "bell",
    "offline": "wifi-off",
    "older": "chevron-right",
    "on_hold": "circle-pause",
    "open": "circle-dot",
    "new": "circle-dashed",
    "organization": "building-2",
    "pending": "hourglass",
    "people": "users-round",
    "phone": "phone",
    "print": "printer",
    "priority": "signal",
    "quality": "badge-check",
    "queue": "layers",
    "refresh": "refresh-cw",
    "reply": "reply",
    "resolved": "circle-check",
    "closed": "circle-check-big",
    "rule": "workflow",
    "search": "search",
    "send": "send-horizontal",
    "settings": "settings",
    "sign_out": "log-out",
    "snooze": "alarm-clock",
    "spam": "octagon-alert",
    "star": "star",
    "success": "circle-check",
    "survey": "smile",
    "tag": "tag",
    "team": "users",
    "ticket": "ticket",
    "trash": "trash-2",
    "trend_down": "trending-down",
    "trend_up": "trending-up",
    "unassigned": "user-round-x",
    "undo": "undo-2",
    "up": "chevron-up",
    "waiting": "hourglass",
    "webhook": "webhook",
    "widget": "message-circle",
}


def drawn_names():
    """Names of the symbols that the sprite really holds."""
    return set(re.findall(r'<symbol id="([a-z_]+)"', SPRITE.read_text()))


def sprite_from(folder):
    """The sprite's text, from a folder of Lucide's single icons (`lucide-static`'s `icons/`)."""
    symbols = []
    for name, source in sorted(ICONS.items()):
        drawing = (Path(folder) / f"{source}.svg").read_text()
        shapes = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)[1]
        shapes = re.sub(r"\s+", " ", shapes).replace(" />", "/>").strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    note = "<!-- Chosen icons of Lucide, ISC licence: vendor/lucide-LICENSE.txt -->"
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{note}\n' + "\n".join(symbols) + "\n</svg>\n"
