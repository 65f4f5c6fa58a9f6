"""What rules did to a ticket and why, and how each rule of the company has been doing lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q

from helpdesk.base import clock
from helpdesk.events.models import Event
from tickets.automation import references, rules
from tickets.automation.actions import registry
from tickets.automation.conditions.judging import Verdict, judge
from tickets.automation.conditions.reading import all_in_words
from tickets.models import Rule, RuleRun, Ticket

LATELY = timedelta(days=7)
MOST_RUNS = 300
TROUBLE = (RuleRun.Outcome.STOPPED, RuleRun.Outcome.FAILED, RuleRun.Outcome.BROKEN)


@dataclass(frozen=True)
class Occasion:
    """One event of a ticket, or one moment that had come, and the rules that looked then."""

    event: Event | None
    at: datetime
    runs: list[RuleRun]


@dataclass(frozen=True)
class Standing:
    """A rule in the list: its words, what is wrong with it, and what it did within a week."""

    rule: Rule
    occasion: str
    where: str
    done: list[str]
    broken: list[str]
    acted: int
    last_acted_at: datetime | None
    in_trouble: int


def occasions_of(ticket: Ticket) -> list[Occasion]:
    """The newest looks at the ticket, those of one event together, the newest event first."""
    runs = RuleRun.objects.filter(ticket=ticket).newest_first().select_related("rule", "event")[:MOST_RUNS]
    found: dict[object, Occasion] = {}
    for run in runs:
        key = run.event_id or (run.rule_id, run.at)
        occasion = found.setdefault(key, Occasion(run.event, run.event.occurred_at if run.event else run.at, []))
        occasion.runs.insert(0, run)
    return list(found.values())


def would_say(ticket: Ticket) -> list[tuple[Rule, str, Verdict]]:
    """What each rule in use would say to the ticket as it is now, in their order, and when it looks."""
    in_use = Rule.objects.in_force().in_order()
    return [(rule, rules.occasion(rule), judge(rule.conditions, ticket)) for rule in in_use]


def last_acts(ticket: Ticket, most: int = 5) -> list[RuleRun]:
    """The newest looks at the ticket that came to something, or should have."""
    telling = RuleRun.objects.filter(ticket=ticket, outcome__in=[RuleRun.Outcome.FIRED, *TROUBLE])
    return list(telling.newest_first().select_related("rule")[:most])


def standings() -> list[Standing]:
    """Every rule in order, with what it did within the last days."""
    fired = Q(outcome=RuleRun.Outcome.FIRED)
    telling = RuleRun.objects.exclude(outcome=RuleRun.Outcome.NO_MATCH)
    lately = telling.filter(at__gte=clock.now() - LATELY).values("rule").order_by()
    counted = lately.annotate(
        acted=Count("id", filter=fired),
        last=Max("at", filter=fired),
        trouble=Count("id", filter=Q(outcome__in=TROUBLE)),
    )
    week = {row[0]: row[1:] for row in counted.values_list("rule", "acted", "last", "trouble")}
    every = list(Rule.objects.existing().in_order())
    with references.names_of_all((rule.conditions, rule.actions) for rule in every):
        return [_standing(rule, *week.get(rule.pk, (0, None, 0))) for rule in every]


def _standing(rule: Rule, acted: int, last: datetime | None, in_trouble: int) -> Standing:
    done = [registry.in_words(action) for action in rule.actions]
    where = all_in_words(rule.conditions)
    return Standing(rule, rules.occasion(rule), where, done, rules.broken(rule), acted, last, in_trouble)
