"""How satisfied customers say they were."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from metrics import kinds
from metrics.figures import Figure, Metric, count_text, rounded
from metrics.models import RatingFact
from metrics.reading import Reading


def figure(reading: Reading) -> Figure:
    points, n = reading.sum_of("csat_points", reading.period.days)
    mean = [(_("mean of 1 to 5"), rounded(points / n, 2))] if n else []
    return kinds.share(reading, "csat", says_size=_answers, companions=mean)


def _answers(n: int) -> str:
    return ngettext("%s answer", "%s answers", n) % count_text(n)


METRIC = Metric(
    key="csat",
    label=gettext_lazy("Satisfaction"),
    unit="share",
    grain=gettext_lazy("one answered survey"),
    formula=gettext_lazy("Answers of 4 or 5 ÷ all answers, with the interval their number allows."),
    cohort=gettext_lazy("By the moment of the answer, for assignee and team at the solving that was asked about."),
    better="up",
    figure=figure,
    facts=lambda reading: (
        RatingFact.objects.counted().within(reading.scope).between(reading.period.from_at, reading.period.to_at)
    ),
    says=lambda fact, scope: _("%s of 5") % fact.score,
)
