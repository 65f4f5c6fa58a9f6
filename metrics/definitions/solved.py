"""How much was finished."""

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics import kinds
from metrics.figures import Figure, Metric, count_text, duration_text, no_data, share_text
from metrics.models import ResolveFact
from metrics.reading import Reading


def resolves(scope):
    return ResolveFact.objects.counted().within(scope).annotate(value=F(scope.seconds))


def figure(reading: Reading) -> Figure:
    items = reading.items["solved"]
    times, _times = reading.sum_of("solved", reading.period.days)
    return kinds.count(
        reading,
        "solved",
        items.before.n,
        items.now.n,
        better="up",
        companions=[(_("times solved"), count_text(times)), (_("clearance"), _clearance(reading))],
    )


def _clearance(reading: Reading) -> str:
    """Outflow over inflow and reopenings: below 100 % the backlog grows."""
    days = reading.period.days
    into = reading.sum_of("created", days)[0] + reading.sum_of("reopened", days)[0]
    return share_text(reading.sum_of("solved", days)[0] / into) if into else no_data()


METRIC = Metric(
    key="solved",
    label=gettext_lazy("Solved"),
    unit="tickets",
    grain=gettext_lazy("one solving of a ticket"),
    formula=gettext_lazy(
        "Number of tickets solved at least once. A ticket solved twice is one ticket and two times solved."
    ),
    cohort=gettext_lazy("By the moment of solving. Spam, deleted and merged tickets are left out."),
    better="up",
    figure=figure,
    facts=lambda reading: resolves(reading.scope).between(reading.period.from_at, reading.period.to_at),
    says=lambda fact, scope: duration_text(fact.value, scope),
    once={"solved": resolves},
)
