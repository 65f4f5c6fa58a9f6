"""What a settings form changed, for the audit log: `name: Support → First line; default: no → yes`."""

from django.utils.translation import gettext as _


def take_over(thing, values: dict) -> str:
    """Set `values` on a row (unsaved) and return in words what became different; empty where nothing did."""
    said = []
    for name, new in values.items():
        old = getattr(thing, name)
        if old != new:
            said.append(f"{_label(thing, name)}: {_word(old)} → {_word(new)}")
            setattr(thing, name, new)
    return "; ".join(said)


def _label(thing, name: str) -> str:
    return str(thing._meta.get_field(name).verbose_name)


def _word(value) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or "–"
    text = " ".join(str(value).split()) if value not in (None, "") else "–"
    return text if len(text) <= 60 else text[:59] + "…"
