"""What a changed promise, or changed hours, would have done to the tickets of the last months. Publishes nothing."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta

from helpdesk.base import clock
from sla import opening_hours, replay
from sla.calendars import Calendar as Hours
from sla.calendars import WeeklyHours
from sla.engine.clock import MET, MISSED, outcome
from sla.engine.terms import Terms
from sla.ledger import Page
from sla.models import Calendar, Metric, Policy, Selection
from sla.policies import Draft
from tickets.automation.conditions.compiling import compiled
from tickets.models import Ticket

LOOKS_BACK = timedelta(days=90)
MOST_TICKETS = 500


@dataclass(frozen=True)
class Line:
    """How one measure came out, and how it would have: numbers of clocks."""

    label: str
    was: Counter
    would_be: Counter

    @property
    def met_before(self) -> int:
        return self.was[MET]

    @property
    def missed_before(self) -> int:
        return self.was[MISSED]

    @property
    def met_then(self) -> int:
        return self.would_be[MET]

    @property
    def missed_then(self) -> int:
        return self.would_be[MISSED]


@dataclass(frozen=True)
class Effect:
    """The newest tickets that were looked at, whether there were more, and each measure that came up."""

    tickets: int
    is_all: bool
    lines: list[Line] = field(default_factory=list)


def of_draft(policy: Policy | None, where: dict, draft: Draft) -> Effect:
    """The tickets that chose `policy` last, had it always promised the draft; for a new one those that `where` fits."""
    default = opening_hours.default_of(opening_hours.now_standing())
    calendar = draft.calendar.pk if draft.calendar else default
    aims = {key: aim for key, aim in draft.targets.items() if calendar or aim.basis == "calendar"}
    drafted = Terms("draft", calendar, aims, draft.on_reopen, draft.bot_reply_counts)

    def terms_of(chosen: Selection) -> Terms | None:
        is_meant = policy is None or (chosen.version and chosen.version.policy_id == policy.pk)
        return drafted if is_meant else replay.as_chosen(chosen)

    tickets = _that_chose(policy) if policy else _that_fit(where)
    return _effect(tickets, lambda found: replay.tell_otherwise(found, terms_of=terms_of))


def of_hours(calendar: Calendar, hours: Hours) -> Effect:
    """The tickets whose clocks count by the calendar, had its newest weekly hours, with its days, always been these."""
    always = replace(hours, weekly_versions=(WeeklyHours(hours.weekly_versions[-1].days),))
    recent = Ticket.objects.filter(clocks__calendar=calendar, created_at__gte=clock.now() - LOOKS_BACK).distinct()
    newest = list(recent.order_by("-created_at", "-id")[: MOST_TICKETS + 1])
    return _effect(newest, lambda found: replay.tell_otherwise(found, calendars={calendar.pk: always}))


def _that_chose(policy: Policy) -> list[Ticket]:
    by_policy = Selection.objects.filter(version__policy=policy, at__gte=clock.now() - LOOKS_BACK)
    ids = by_policy.order_by("-at", "-id").values_list("ticket_id", flat=True)[: 2 * MOST_TICKETS]
    return list(Ticket.objects.filter(pk__in=list(dict.fromkeys(ids))[: MOST_TICKETS + 1]))


def _that_fit(where: dict) -> list[Ticket]:
    recent = Ticket.objects.filter(compiled(where), created_at__gte=clock.now() - LOOKS_BACK)
    return list(recent.order_by("-created_at", "-id")[: MOST_TICKETS + 1])


def _effect(tickets: list[Ticket], otherwise) -> Effect:
    found = tickets[:MOST_TICKETS]
    was, would_be = _outcomes(replay.tell_otherwise(found)), _outcomes(otherwise(found))
    lines = [
        Line(str(metric.label), was.get(metric.value, Counter()), would_be.get(metric.value, Counter()))
        for metric in Metric
        if metric.value in was or metric.value in would_be
    ]
    return Effect(len(found), len(tickets) <= MOST_TICKETS, lines)


def _outcomes(pages: list[Page]) -> dict[str, Counter]:
    now = clock.now()
    found: dict[str, Counter] = {}
    for page in pages:
        page.clocks.look(now)
        for state in page.clocks.clocks:
            found.setdefault(state.metric, Counter())[outcome(state)] += 1
    return found
