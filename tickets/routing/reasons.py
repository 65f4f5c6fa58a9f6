"""Why somebody was chosen for a ticket, or was not: one word to store, and what it says to people."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Why(models.TextChoices):
    NEXT_TURN = "next_turn", gettext_lazy("waited longest for a ticket")
    MOST_ROOM = "most_room", gettext_lazy("had the most room")
    BEST_FIT = "best_fit", gettext_lazy("knows it best")
    LAST_AGENT = "last_agent", gettext_lazy("helped this customer last")
    STANDS_IN = "stands_in", gettext_lazy("stands in for who helped this customer last")
    LATER_TURN = "later_turn", gettext_lazy("comes later in turn")
    LESS_ROOM = "less_room", gettext_lazy("had less room")
    LESS_FIT = "less_fit", gettext_lazy("knows it less well, or had less room")
    NOT_LAST = "not_last", gettext_lazy("did not help this customer last")
    CANNOT_ANSWER = "cannot_answer", gettext_lazy("may not answer customers")
    AWAY = "away", gettext_lazy("away")
    OFF_SHIFT = "off_shift", gettext_lazy("off shift")
    ON_LEAVE = "on_leave", gettext_lazy("on leave")
    LACKS_SKILL = "lacks_skill", gettext_lazy("lacks a skill")
    GAVE_BACK = "gave_back", gettext_lazy("had it before it was put back")
    LET_LIE = "let_lie", gettext_lazy("had it and did not look at it in time")
    FULL = "full", gettext_lazy("has enough open tickets")
    SAVED = "saved", gettext_lazy("keeps room for a heavier ticket that came first")
    # of a team, not of a person
    FELL_BACK = "fell_back", gettext_lazy("nobody took it in time")


def in_words(why: str, load: int | None, limit: int | None, lacks=()) -> str:
    """The reason with what it was judged by: "has enough open tickets (5 of 5)", "lacks German"."""
    said = str(Why(why).label) if why in Why.values else why
    if why == Why.LACKS_SKILL and lacks:
        said = _("lacks %(skills)s") % {"skills": ", ".join(lacks)}
    if load is None:
        return said
    count = (
        _("%(load)s of %(limit)s") % {"load": load, "limit": limit} if limit else _("%(load)s open") % {"load": load}
    )
    return f"{said} ({count})"
