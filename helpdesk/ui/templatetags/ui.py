"""The words templates speak: `{% load ui %}`.

`icon`, `stylesheets`, `importmap`, `module`, `when`, `initials`, `hue`, `spark` …; everything else is a component.
"""

import json
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dates import MONTHS_3, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

from helpdesk.base import clock
from helpdesk.ui import menus
from helpdesk.ui.forms import error_list
from helpdesk.ui.hues import HUES, nearest_step
from helpdesk.ui.icons import ICONS
from helpdesk.ui.pages import MODULES, layout_modules
from helpdesk.ui.sheets import single_sheets

register = template.Library()


@register.simple_tag
def icon(name, label=""):
    """One drawing of the sprite. Without a label it is decoration, silent to screen readers."""
    return _drawing(name, format_html('role="img" aria-label="{}"', label)) if label else _silent_drawing(name)


@register.simple_tag
def drawn_ms():
    """Since when the page is behind: this request's instant, in milliseconds since 1970 (see helpdesk/live/hub.py)."""
    return int(clock.now().timestamp() * 1000)


# What only depends on the installed files is put together once a process: a page shows some seventy drawings.
@cache
def _silent_drawing(name):
    return _drawing(name, mark_safe('aria-hidden="true"'))


def _drawing(name, voice):
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"No icon is called {name!r}; see helpdesk/ui/icons.py.")
    return format_html('<svg class="icon" data-icon="{}" {}><use href="{}#{}"/></svg>', name, voice, sprite(), name)


@register.simple_tag
@cache
def sprite():
    """The sprite's address, for row loops that write their `<use>` by hand."""
    return static("icons.svg")


@register.simple_tag
@cache
def stylesheets(layout):
    """The style sheets of a layout, in layer order: one where static files are collected, each by itself elsewhere."""
    names = getattr(staticfiles_storage, "sheets_of", single_sheets)(layout)
    rows = ((static(name),) for name in names)
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', rows)


@register.simple_tag(takes_context=True)
def importmap(context):
    """The import map: modules import each other as `ui/toast`, wherever the static files really are."""
    return format_html(
        '<script type="importmap" nonce="{}">{}</script>', str(context.get("csp_nonce", "")), _where_modules_are()
    )


@cache
def _where_modules_are():
    imports = {name: static(path) for name, path in MODULES.items()}
    return mark_safe(json.dumps({"imports": imports}).replace("<", "\\u003c"))


@register.simple_tag
@cache
def modules(layout):
    """Starts a layout's script modules and asks for what they import at once."""
    names = layout_modules(layout)
    preload = format_html_join("\n", '<link rel="modulepreload" href="{}">', ((static(MODULES[n]),) for n in names))
    start = format_html_join("\n", '<script type="module" src="{}"></script>', ((static(MODULES[n]),) for n in names))
    return format_html("{}\n{}", preload, start)


class DrawnOnce(template.Node):
    """What stands inside is drawn once a process for each language and each set of the values it names."""

    def __init__(self, nodelist, values):
        self.nodelist, self.values = nodelist, values
        self.drawn = {}

    def render(self, context):
        values = {name: value.resolve(context) for name, value in self.values.items()}
        key = (get_language(), *values.values())
        if key not in self.drawn:
            # It sees those values and nothing else of the page: what one company was shown cannot reach another.
            self.drawn[key] = self.nodelist.render(context.new(values))
        return self.drawn[key]


@register.tag
def drawn_once(parser, token):
    """`{% drawn_once %}…{% end_drawn_once %}` around a part that is the same on every page in one language.

    `{% drawn_once theme=appearance.theme %}` for a part that also depends on a value of a few possible ones.
    """
    name, *words = token.split_contents()
    values = template.base.token_kwargs(words, parser)
    if words:
        raise template.TemplateSyntaxError(f"{name!r} takes name=value only, not {words[0]!r}")
    nodelist = parser.parse(("end_drawn_once",))
    parser.delete_first_token()
    return DrawnOnce(nodelist, values)


@register.simple_tag
def when(moment, form="auto", zone=None):
    """A `<time>`: short and relative to today for people, exact in `datetime` and in the title."""
    if not moment:
        return ""
    if not isinstance(moment, datetime):
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), date_format(moment, "DATE_FORMAT"))
    local = timezone.localtime(moment, ZoneInfo(zone) if zone else None)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.astimezone(UTC).isoformat(timespec="seconds"),
        when_text(local, "full"),
        when_text(local, form),
    )


def when_text(local: datetime, form="auto", today: date | None = None) -> str:
    """`09:12` today, `Tue 09:12` this week, `3 Nov` this year, else with the year. `form="full"` says all."""
    if form == "full":
        return " ".join(_date_words(get_language(), local.date())) + f" {local.year}, {_time(local)}"
    today = today or clock.now().astimezone(local.tzinfo).date()
    days = (today - local.date()).days
    if days == 0:
        return _time(local)
    weekday, day = _date_words(get_language(), local.date())
    if -7 < days < 7:
        return f"{weekday} {_time(local)}"
    return day if local.year == today.year else f"{day} {local.year}"


# Django's `date_format` would read "H:i" letter by letter; lists and threads show hundreds of these.
def _time(local):
    return f"{local.hour:02}:{local.minute:02}"


@lru_cache(maxsize=2000)
def _date_words(_language, day):
    return str(WEEKDAYS_ABBR[day.weekday()]), f"{day.day} {str(MONTHS_3[day.month]).title()}"


@register.filter
def initials(name):
    """Up to two letters that stand for a name; an address gives its first letter."""
    words = [word for word in str(name or "").split("@")[0].replace(".", " ").split() if word[0].isalnum()]
    letters = words[0][0] + words[-1][0] if len(words) > 1 else (words[0][:1] if words else "?")
    return letters.upper()


@register.filter
def hue(identity):
    """The step of the hue circle (0..11) that an id or a text always has."""
    number = identity if isinstance(identity, int) else sum(str(identity or "").encode())
    return number * 5 % len(HUES)


@register.filter
def hue_step(degrees):
    """The drawn step nearest to a company's own hue in degrees."""
    return nearest_step(degrees)


@register.filter
def minutes_text(minutes):
    """`42 min`, `5 h 12 min`, `2 d 3 h`: a length of time in words short enough for a chip."""
    total = round(abs(minutes or 0))
    days, rest = divmod(total, 24 * 60)
    hours, left = divmod(rest, 60)
    if days:
        return gettext("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    if hours:
        return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": left}
    return gettext("%(minutes)s min") % {"minutes": left}


@register.filter
def toast_tone(level_tag):
    """The tone of a toast for one of Django's message levels."""
    return {"success": "ok", "warning": "warn", "error": "late"}.get(level_tag, "info")


@register.filter
def percent(share):
    """`0.914` as `91`: a share for an attribute or a label that adds its own sign."""
    return round((share or 0) * 100)


@register.simple_tag(takes_context=True)
def staff_areas(context):
    """The parts of the product open to the signed-in agent."""
    return menus.areas(context.get("agent"), context["request"].path)


@register.simple_tag(takes_context=True)
def settings_sections(context):
    """The settings pages open to the signed-in agent, in groups."""
    return menus.settings_sections(context.get("agent"), context["request"].path)


@register.filter
def errors_of(form):
    return error_list(form)


@register.simple_tag
def spark(values, width=96, height=24):
    """Points of a polyline for a small line of `values`, the last one at the right edge."""
    numbers = [float(value or 0) for value in values]
    if len(numbers) < 2:
        return ""
    low, high = min(numbers), max(numbers)
    reach, step = (high - low) or 1, (width - 2) / (len(numbers) - 1)
    points = (f"{1 + i * step:.1f},{height - 2 - (n - low) / reach * (height - 4):.1f}" for i, n in enumerate(numbers))
    return " ".join(points)
