"""How long people work on a ticket: what it costs, and what AHT means elsewhere."""

from django.db.models import IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics.definitions.resolution_time import solved_tickets, standing_resolves
from metrics.figures import GREYED_BELOW, Figure, Metric, change, duration_text, share_text
from metrics.reading import Reading
from metrics.scopes import CALENDAR, Scope
from tickets.models import Stretch, TimeCorrection

AS_IT_IS = Scope(time=CALENDAR)  # seconds of work are seconds, whatever hours the company keeps


def handled(scope: Scope):
    """Solved tickets that somebody was seen to work on, each with all seconds of everybody."""
    rows = standing_resolves(scope)
    return rows.annotate(value=_seconds(Stretch) + _seconds(TimeCorrection)).filter(value__gt=0)


def _seconds(model) -> Coalesce:
    of_ticket = model.objects.filter(ticket=OuterRef("ticket")).order_by().values("ticket")
    return Coalesce(Subquery(of_ticket.annotate(total=Sum("seconds")).values("total")), 0, output_field=IntegerField())


def figure(reading: Reading) -> Figure:
    """The mean: seconds of work add up, unlike waiting. Which share of the solved tickets it rests on stands beside."""
    items, solved = reading.items["handle"], reading.items["resolution"].now.n
    now, before = items.now, items.before
    beside = [(_("based on"), solved_tickets(now.n)), (_("of all solved"), share_text(now.n / solved))] if now.n else []
    return Figure(
        value=now.mean,
        text=duration_text(now.mean, AS_IT_IS),
        n=now.n,
        before=before.mean if before.n >= GREYED_BELOW else None,
        change=change("", "", duration_text(before.mean, AS_IT_IS)),
        companions=beside,
        values=[items.daily_mean.get(day) for day in reading.period.days],
        is_faint=now.n < GREYED_BELOW,
    )


METRIC = Metric(
    key="handle_time",
    label=gettext_lazy("Handle time"),
    unit="seconds",
    grain=gettext_lazy("one solved ticket that somebody was seen to work on"),
    formula=gettext_lazy(
        "All seconds that agents worked on these tickets, corrections included ÷ these tickets. Beside it the share of "
        "the solved tickets that have any time."
    ),
    cohort=gettext_lazy(
        "Tickets that are solved or closed now, by their latest solving. Counted while a ticket is open in front of "
        "somebody who does something; no second of an agent counts twice."
    ),
    figure=figure,
    facts=lambda reading: handled(reading.scope).between(reading.period.from_at, reading.period.to_at),
    says=lambda fact, scope: duration_text(fact.value, AS_IT_IS),
    parts={"handle": handled, "resolution": standing_resolves},
)
