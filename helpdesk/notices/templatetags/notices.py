"""`{% unread_notices agent as waiting %}`: how many notices wait, for the bell that every staff page shows."""

from django import template

from helpdesk.notices.models import Notice

register = template.Library()
MOST_COUNTED = 99


@register.simple_tag
def unread_notices(agent) -> str:
    """The number in words: empty for none, `99+` where counting on would help nobody. One index scan."""
    waiting = Notice.objects.to(agent).unread().shown()[: MOST_COUNTED + 1].count()
    return f"{MOST_COUNTED}+" if waiting > MOST_COUNTED else str(waiting or "")
