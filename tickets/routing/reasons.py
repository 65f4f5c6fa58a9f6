"""Why somebody was chosen for a ticket, or was not: one word to store, and what it says to people."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Why(models.TextChoices):
    NEXT_TURN = "next_turn", gettext_lazy("waited longest for a ticket")
    MOST_ROOM = "most_room", gettext_lazy("had the most room")
    LAST_AGENT = "last_agent", gettext_lazy("helped this customer last")
    LATER_TURN = "later_turn", gettext_lazy("comes later in turn")
    LESS_ROOM = "less_room", gettext_lazy("had less room")
    NOT_LAST = "not_last", gettext_lazy("did not help this customer last")
    CANNOT_ANSWER = "cannot_answer", gettext_lazy("may not answer customers")
    AWAY = "away", gettext_lazy("away")
    GAVE_BACK = "gave_back", gettext_lazy("had it before it was put back")
    FULL = "full", gettext_lazy("has enough open tickets")


def in_words(why: str, load: int | None, limit: int | None) -> str:
    """The reason with the numbers it was judged by: "has enough open tickets (5 of 5)"."""
    said = str(Why(why).label) if why in Why.values else why
    if load is None:
        return said
    count = (
        _("%(load)s of %(limit)s") % {"load": load, "limit": limit} if limit else _("%(load)s open") % {"load": load}
    )
    return f"{said} ({count})"
