"""Which missed promises somebody asks for: a period of local days, and by what they are narrowed down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import allow
from helpdesk.base import clock
from sla import breaches, waiving
from sla.models import Breach, Calendar, Commitment, Metric
from sla.models.breach import BreachQuerySet
from tickets.models.visibility import eyes_of, seen_with

DAYS = 30
MOST_UPDATES = 50


@dataclass(frozen=True)
class Asked:
    """What is looked at; wrong values count as not asked."""

    agent: Agent
    first: date
    last: date
    cause: str = ""
    metric: str = ""
    team: int = 0
    owner: int = 0
    only_waived: bool = False
    calendar: Calendar | None = None

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """The period, from its first moment to the one after its last."""
        zone = timezone.get_current_timezone()
        return (
            datetime.combine(self.first, time(), zone),
            datetime.combine(self.last + timedelta(days=1), time(), zone),
        )

    def rows(self, *, of_any_cause: bool = False) -> BreachQuerySet:
        """What fits. With a calendar: what its hours of today would not have missed, of any time."""
        rows = breaches.seen_by(self.agent)
        if self.calendar is not None:
            rows = rows.filter(clock__in=waiving.unfounded(self.calendar))
        else:
            rows = rows.between(*self.instants)
        wanted = {"metric": self.metric, "team": self.team, "agent": self.owner}
        if not of_any_cause:
            wanted["cause"] = self.cause
        rows = rows.filter(**{name: value for name, value in wanted.items() if value})
        return rows.exclude(clock__waived_by="") if self.only_waived else rows


def asked(agent: Agent, query: Mapping[str, str]) -> Asked:
    """Read what a page's address asks for."""
    today = timezone.localtime(clock.now()).date()
    last = min(_day(query.get("to")) or today, today)
    first = min(_day(query.get("from")) or last - timedelta(days=DAYS - 1), last)
    return Asked(
        agent=agent,
        first=first,
        last=last,
        cause=query.get("cause", "") if query.get("cause") in Breach.Cause else "",
        metric=query.get("metric", "") if query.get("metric") in Metric else "",
        team=_number(query.get("team")),
        owner=_number(query.get("agent")),
        only_waived=query.get("waived") == "yes",
        calendar=Calendar.objects.filter(pk=_number(query.get("calendar"))).first(),
    )


def updates(one: Asked) -> list[Commitment]:
    """Promised updates that were missed in the period, the newest first."""
    start, end = one.instants
    rows = Commitment.objects.missed().filter(missed_at__gte=start, missed_at__lt=end)
    rows = rows.filter(seen_with(eyes_of(one.agent), "ticket__"), ticket__is_spam=False)
    if not allow(one.agent, "metrics.read"):
        rows = rows.filter(by_agent=one.agent)
    return list(rows.select_related("ticket").order_by("-missed_at", "-id")[:MOST_UPDATES])


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0
