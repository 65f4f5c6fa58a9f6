"""Words of the promise pages."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def exactly(seconds: int) -> str:
    """A duration to the second: 26 h 3 min 20 s. Hours are not made into days, which differ in business time."""
    hours, rest = divmod(int(seconds), 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [(hours, _("%s h")), (minutes, _("%s min")), (seconds, _("%s s"))]
    return " ".join(words % number for number, words in parts if number) or _("%s s") % 0
