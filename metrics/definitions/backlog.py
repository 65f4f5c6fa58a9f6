"""How much is unresolved: the one figure that stands at an instant and not over days."""

from datetime import timedelta

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.base import clock
from metrics import statistics
from metrics.figures import Figure, Metric, change, count_text, duration_text
from metrics.models import OpenSpan, TicketFact
from metrics.reading import Reading
from metrics.scopes import CALENDAR, Scope

AGES = Scope(time=CALENDAR)


def figure(reading: Reading) -> Figure:
    period, midnights = reading.period, reading.midnights
    stands = reading.unresolved_now if period.is_running else reading.unresolved_at_end
    now, before = stands["unresolved"], midnights.get(period.first - timedelta(days=1))
    usual = [midnights[day] for day in reading.usual_midnights if day in midnights]
    ended = [midnights.get(day) for day in period.whole_days]
    companions = [(_("actionable"), count_text(stands["actionable"]))]
    return Figure(
        value=now,
        text=count_text(now),
        n=now,
        before=before,
        change=change("down", statistics.count_trend(usual, now), count_text(before)),
        companions=[*companions, *(_ages(stands) if period.is_running else [])],
        values=[*ended, now] if period.is_running else ended,
    )


def _ages(stands: dict) -> list[tuple[str, str]]:
    if not stands["unresolved"]:
        return []
    return [
        (_("median age"), _age(stands["median_created"])),
        (_("90 % are younger than"), _age(stands["p90_created"])),
    ]


def _age(since) -> str:
    return duration_text((clock.now() - since).total_seconds(), AGES)


def facts(reading: Reading):
    if reading.period.is_running:
        return TicketFact.objects.counted().within(reading.scope).unresolved()
    return OpenSpan.objects.within(reading.scope).standing_before(reading.period.to_at).annotate(at=F("from_at"))


METRIC = Metric(
    key="backlog",
    label=gettext_lazy("Backlog"),
    unit="tickets",
    grain=gettext_lazy("one unresolved ticket"),
    formula=gettext_lazy("Number of tickets that are new, open, waiting or on hold. Actionable: new and open only."),
    cohort=gettext_lazy(
        "At this moment, or at the end of a period that is over; those past counts are kept as they were then."
    ),
    better="down",
    figure=figure,
    facts=facts,
    says=lambda fact, scope: _("open for %s") % _age(fact.ticket.created_at),
    order="at",
)
