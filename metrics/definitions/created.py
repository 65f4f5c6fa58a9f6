"""How much came in."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics import kinds
from metrics.figures import Figure, Metric, count_text
from metrics.models import TicketFact
from metrics.reading import Reading


def opened(scope):
    return TicketFact.objects.counted().within(scope)


def figure(reading: Reading) -> Figure:
    items = reading.items["created"]
    reopened, _first = reading.sum_of("reopened", reading.period.days)
    return kinds.count(
        reading, "created", items.before.n, items.now.n, companions=[(_("reopened"), count_text(reopened))]
    )


METRIC = Metric(
    key="created",
    label=gettext_lazy("Created"),
    unit="tickets",
    grain=gettext_lazy("one ticket"),
    formula=gettext_lazy("Number of tickets created."),
    cohort=gettext_lazy("By creation. Spam, deleted and merged tickets are left out, also afterwards."),
    figure=figure,
    facts=lambda reading: opened(reading.scope).between(reading.period.from_at, reading.period.to_at),
    says=lambda fact, scope: fact.ticket.status.name,
    once={"created": opened},
)
