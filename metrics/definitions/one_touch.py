"""How often one answer is enough."""

from django.utils.translation import gettext_lazy, ngettext

from metrics import kinds
from metrics.definitions.resolution_time import solved_tickets
from metrics.figures import Metric
from metrics.models import ResolveFact


def facts(reading):
    rows = ResolveFact.objects.counted().within(reading.scope).filter(is_standing=True)
    return rows.between(reading.period.from_at, reading.period.to_at)


METRIC = Metric(
    key="one_touch",
    label=gettext_lazy("One reply was enough"),
    unit="share",
    grain=gettext_lazy("one solved ticket"),
    formula=gettext_lazy("Solved tickets with at most one public reply ÷ solved tickets."),
    cohort=gettext_lazy(
        "Tickets that are solved or closed now, by their latest solving. The message an agent opened the ticket with "
        "is not counted."
    ),
    better="up",
    is_on_board=False,
    figure=lambda reading: kinds.share(reading, "one_touch", says_size=solved_tickets),
    facts=facts,
    says=lambda fact, scope: ngettext("%s reply", "%s replies", fact.public_replies) % fact.public_replies,
)
