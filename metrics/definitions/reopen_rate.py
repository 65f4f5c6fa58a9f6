"""How often "solved" was too early."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics import kinds
from metrics.definitions.resolution_time import solved_tickets
from metrics.figures import Metric
from metrics.models import ResolveFact


def facts(reading):
    rows = ResolveFact.objects.counted().within(reading.scope).filter(is_first=True)
    return rows.between(reading.period.from_at, reading.period.to_at)


METRIC = Metric(
    key="reopen_rate",
    label=gettext_lazy("Reopened"),
    unit="share",
    grain=gettext_lazy("one ticket"),
    formula=gettext_lazy("Tickets reopened at least once ÷ tickets solved for the first time."),
    cohort=gettext_lazy(
        "By the first solving. Reopenings that the same agent took back within five minutes and messages that need no "
        "reply do not count."
    ),
    better="down",
    figure=lambda reading: kinds.share(reading, "reopened", says_size=solved_tickets, better="down"),
    facts=facts,
    says=lambda fact, scope: _("reopened") if fact.is_reopened else _("stayed solved"),
)
