"""How long customers wait for the first answer."""

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from helpdesk.base import clock
from metrics import kinds
from metrics.figures import Figure, Metric, count_text, duration_text
from metrics.models import ReplyFact
from metrics.reading import Reading
from metrics.scopes import CALENDAR, Scope


def first_replies(scope):
    rows = ReplyFact.objects.counted().within(scope).filter(is_first=True)
    return rows.annotate(value=F(scope.seconds))


def figure(reading: Reading) -> Figure:
    return kinds.duration(reading, "first_response", says_size=_replies, companions=_still_open(reading))


def _replies(n: int) -> str:
    return ngettext("%s first reply", "%s first replies", n) % count_text(n)


def _still_open(reading: Reading) -> list[tuple[str, str]]:
    """Who has no answer yet is no zero: they stand beside the figure, with the longest wait."""
    if not reading.period.is_running:
        return []
    stands = reading.unresolved_now
    beside = [(_("still waiting"), count_text(stands["awaiting"]))]
    if stands["awaiting"]:
        waited = (clock.now() - stands["waiting_longest"]).total_seconds()
        beside.append((_("longest wait"), duration_text(waited, Scope(time=CALENDAR))))
    return beside


METRIC = Metric(
    key="first_response_time",
    label=gettext_lazy("First response"),
    unit="seconds",
    grain=gettext_lazy("the first public reply of a ticket"),
    formula=gettext_lazy(
        "Median time from creation to the first public reply by a person; beside it the 90th percentile."
    ),
    cohort=gettext_lazy(
        "By the moment of the reply, for its author. Tickets an agent started and tickets solved without a reply have "
        "none. Automatic answers and notes are no replies."
    ),
    better="down",
    figure=figure,
    facts=lambda reading: first_replies(reading.scope).between(reading.period.from_at, reading.period.to_at),
    says=lambda fact, scope: duration_text(fact.value, scope),
    parts={"first_response": first_replies},
)
