"""What every layout shows around a page: appearance, language direction, the nonce of the import map."""

from dataclasses import dataclass

from django.utils.translation import get_language, get_language_bidi

from helpdesk.ui import keymap

COOKIE_SECONDS = 365 * 24 * 3600
CHOICES = {
    "theme": ("auto", "light", "dark"),
    "density": ("comfortable", "compact"),
    "context": ("open", "folded"),
    "list_width": ("2", "1", "3", "4"),  # steps; what they measure stands in layouts/desk.css
    "context_width": ("2", "1", "3", "4"),
    "keys": ("on", "off"),
}


@dataclass(frozen=True)
class Appearance:
    """How one person wants the pages to look. Read before the first paint, so nothing flashes."""

    theme: str
    density: str
    context: str
    list_width: str
    context_width: str
    keys: str
    keymap: str


def appearance_of(request) -> Appearance:
    """This browser's choice (cookies), else the agent's, else the first of each."""
    agent = getattr(request, "agent", None)
    wish = {name: values[0] for name, values in CHOICES.items()}
    if agent:
        wish |= {"theme": agent.theme, "density": agent.density, "keys": "on" if agent.single_keys else "off"}
    for name, values in CHOICES.items():
        if request.COOKIES.get(name) in values:
            wish[name] = request.COOKIES[name]
    return Appearance(**wish, keymap=keymap.for_browsers(agent))


def chrome(request):
    """Context processor: `appearance`, `lang`, `dir`, `csp_nonce`."""
    return {
        "appearance": appearance_of(request),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "csp_nonce": getattr(request, "csp_nonce", ""),
    }
