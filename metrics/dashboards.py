"""The figures, charts and comments of one period and scope, read in a handful of statements."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.ui import charts
from metrics import definitions
from metrics.figures import Metric, Shown
from metrics.models import SurveyResponse
from metrics.periods import Period
from metrics.reading import Reading
from metrics.scopes import BUSINESS, Scope
from sla.models import Metric as Promise
from tickets.models import Ticket

COMMENTS_SHOWN = 8
BUCKETS = (
    gettext_lazy("<15 min"),
    gettext_lazy("<30 min"),
    gettext_lazy("<1 h"),
    gettext_lazy("<2 h"),
    gettext_lazy("<4 h"),
    gettext_lazy("<8 h"),
    gettext_lazy("<24 h"),
    gettext_lazy("<72 h"),
    gettext_lazy("<168 h"),
    gettext_lazy("more"),
)


@dataclass(frozen=True)
class Dashboard:
    """What the manager's first page shows."""

    reading: Reading
    tiles: list[Shown]
    flow: charts.Chart
    promises: charts.Chart
    response: charts.Chart
    resolution: charts.Chart
    comments: list[SurveyResponse]

    @property
    def drawings(self) -> list[charts.Chart]:
        return [self.flow, self.promises, self.response, self.resolution]

    @property
    def is_empty(self) -> bool:
        """Nothing ever happened here: no tile would say anything."""
        return not any(one.figure.n for one in self.tiles)


def reading_for(period: Period, scope: Scope, metrics=definitions.ALL) -> Reading:
    """What these metrics are read from."""
    parts = {name: rows for metric in metrics for name, rows in metric.parts.items()}
    once = {name: rows for metric in metrics for name, rows in metric.once.items()}
    return Reading(period, scope, parts, once)


def figure_of(metric: Metric, period: Period, scope: Scope) -> Shown:
    """One metric by itself, in as few statements as it needs."""
    reading = reading_for(period, scope, [metric])
    return Shown(metric, metric.figure(reading), reading.as_of)


def dashboard(agent, period: Period, scope: Scope) -> Dashboard:
    """Everything on the first page. The number of statements does not grow with the data."""
    on_board = [metric for metric in definitions.ALL if metric.is_on_board]
    reading = reading_for(period, scope, on_board)
    return Dashboard(
        reading=reading,
        tiles=[Shown(metric, metric.figure(reading), reading.as_of) for metric in on_board],
        flow=flow_chart(reading),
        promises=promise_chart(reading),
        response=spread_chart(reading, "first_response", _("First response: how it spreads")),
        resolution=spread_chart(reading, "resolution", _("Resolution time: how it spreads")),
        comments=list(comments(agent, period, scope)[:COMMENTS_SHOWN]),
    )


def facts_behind(metric: Metric, agent, period: Period, scope: Scope) -> QuerySet:
    """The rows behind a number, as far as the agent may see their tickets."""
    rows = metric.facts(reading_for(period, scope, [metric]))
    visible = Ticket.objects.visible_to(agent).filter(deleted_at=None)
    return rows.filter(ticket__in=visible).select_related("ticket", "ticket__requester", "ticket__status")


def comments(agent, period: Period, scope: Scope) -> QuerySet:
    """What customers wrote with their scores in the period, newest first."""
    columns = {
        "team_id": "survey__team_id",
        "channel": "survey__ticket__channel",
        "priority": "survey__ticket__priority",
    }
    return (
        SurveyResponse.objects.exclude(comment="")
        .filter(**{columns[name]: value for name, value in scope.wanted.items()})
        .filter(answered_at__gte=period.from_at, answered_at__lt=period.to_at)
        .filter(survey__ticket__in=Ticket.objects.visible_to(agent).present())
        .select_related("survey__ticket", "survey__contact")
        .newest_first()
    )


def flow_chart(reading: Reading) -> charts.Chart:
    created, solved = ([above for above, _below in reading.by_day(name)] for name in ("created", "solved"))
    series = {_("Created"): created, _("Solved"): solved}
    words = _("%(created)s created, %(solved)s times solved") % {"created": sum(created), "solved": sum(solved)}
    labels = _labels(reading.period)
    if len(labels) > 31:
        return charts.lines(_("Created against solved"), labels, series, summary=words)
    return charts.bars(_("Created against solved"), labels, series, summary=words)


def promise_chart(reading: Reading) -> charts.Chart:
    """The share of promises kept, day by day; a day without a decision is a gap and not zero."""
    series = {}
    for promise in (Promise.FIRST_RESPONSE, Promise.REQUESTER_WAIT, Promise.NEXT_RESPONSE):
        shares = [round(100 * met / n, 1) if n else None for met, n in reading.by_day(f"sla.{promise.value}")]
        if any(value is not None for value in shares):
            series[str(promise.label)] = shares
    labels = _labels(reading.period)
    return charts.lines(_("Promises kept"), labels, series or {_("Promises kept"): [None] * len(labels)}, unit="%")


def spread_chart(reading: Reading, part: str, title: str) -> charts.Chart:
    """How many tickets took how long: the shape that a median hides."""
    items = reading.items[part]
    unit = _("in business time") if reading.scope.time == BUSINESS else _("around the clock")
    return charts.bars(title, BUCKETS, {_("Tickets"): items.buckets}, unit=unit)


def _labels(period: Period) -> list[str]:
    return [date_format(day, "j M") for day in period.days]
