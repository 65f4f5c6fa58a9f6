"""How many promises about time were kept."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from metrics import kinds
from metrics.figures import Figure, count_text, share_text
from metrics.figures import Metric as Definition
from metrics.models import PromiseFact
from metrics.reading import Reading
from sla.models import Metric as Promise

MEASURES = {key: f"sla.{key}" for key in Promise.values}


def figure(reading: Reading) -> Figure:
    return kinds.share(
        reading,
        *MEASURES.values(),
        says_size=_promises,
        companions=[*_by_promise(reading), *_by_ticket(reading)],
    )


def _promises(n: int) -> str:
    return ngettext("%s promise", "%s promises", n) % count_text(n)


def _by_promise(reading: Reading) -> list[tuple[str, str]]:
    """Each kind of promise by itself, where any was decided."""
    beside = []
    for key, measure in MEASURES.items():
        met, decided = reading.sum_of(measure, reading.period.days)
        if decided:
            beside.append((str(Promise(key).label), share_text(met / decided)))
    return beside


def _by_ticket(reading: Reading) -> list[tuple[str, str]]:
    kept, decided = reading.ticket_compliance
    return [(_("tickets with every promise kept"), share_text(kept / decided))] if decided else []


METRIC = Definition(
    key="sla_attainment",
    label=gettext_lazy("Promises kept"),
    unit="share",
    grain=gettext_lazy("one decided clock"),
    formula=gettext_lazy("Kept ÷ (kept + missed), over all clocks. Cancelled and waived clocks are neither."),
    cohort=gettext_lazy("Kept ones by the moment they were kept, missed ones by the moment they were missed."),
    better="up",
    figure=figure,
    facts=lambda reading: (
        PromiseFact.objects.counted().within(reading.scope).between(reading.period.from_at, reading.period.to_at)
    ),
    says=lambda fact, scope: f"{fact.get_metric_display()}: {_('kept') if fact.is_met else _('missed')}",
)
