"""How long it takes until a ticket is solved for good."""

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from metrics import kinds
from metrics.figures import Figure, Metric, count_text, duration_text
from metrics.models import ResolveFact
from metrics.reading import Reading


def standing_resolves(scope):
    rows = ResolveFact.objects.counted().within(scope).filter(is_standing=True)
    return rows.annotate(value=F(scope.seconds))


def figure(reading: Reading) -> Figure:
    still_open = []
    if reading.period.is_running:
        still_open = [(_("still open"), count_text(reading.unresolved_now["unresolved"]))]
    return kinds.duration(reading, "resolution", says_size=solved_tickets, companions=still_open)


def solved_tickets(n: int) -> str:
    return ngettext("%s solved ticket", "%s solved tickets", n) % count_text(n)


METRIC = Metric(
    key="resolution_time",
    label=gettext_lazy("Resolution time"),
    unit="seconds",
    grain=gettext_lazy("one solved ticket"),
    formula=gettext_lazy(
        "Median time from creation to the latest solving, stretches in which it was solved before included; beside it "
        "the 90th percentile."
    ),
    cohort=gettext_lazy(
        "Tickets that are solved or closed now, by their latest solving, for assignee and team at that moment. "
        "Reopening a ticket takes it out of its earlier period."
    ),
    better="down",
    figure=figure,
    facts=lambda reading: standing_resolves(reading.scope).between(reading.period.from_at, reading.period.to_at),
    says=lambda fact, scope: duration_text(fact.value, scope),
    parts={"resolution": standing_resolves},
)
