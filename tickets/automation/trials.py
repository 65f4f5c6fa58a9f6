"""What a rule would have done to the tickets of the last months. Changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.models import Event
from tickets.automation import moments, schedules
from tickets.automation.actions import registry
from tickets.automation.conditions.compiling import compiled
from tickets.automation.variables import filled
from tickets.models import Rule, Ticket

LOOKS_BACK = timedelta(days=90)
MOST_TRIED = 20_000  # the newest: what a page may ask of the database
MOST_COUNTED = 1000
MOST_SHOWN = 25


@dataclass(frozen=True)
class Line:
    """A ticket that fits, and how often within the time something happened to it that the rule listens to."""

    ticket: Ticket
    times: int


@dataclass(frozen=True)
class Trial:
    """How many tickets fit as they stand today, the newest of them, and what would be done to each.

    `judged` were looked at, the newest since `judged_from`; `is_all_judged` says whether those are all there are.
    `passed` of the open ones that fit have their time behind them already; None for a rule on events.
    """

    judged: int
    judged_from: datetime
    is_all_judged: bool
    passed: int | None
    count: int
    is_all: bool
    lines: list[Line]
    done: list[str]
    texts: list[str]  # what the rule would write, filled in for the newest ticket


def of(definition: Mapping[str, Any], agent: Agent) -> Trial:
    """Try a clean definition (rules.read) on the tickets that `agent` sees."""
    since = clock.now() - LOOKS_BACK
    seen = Ticket.objects.visible_to(agent).present().filter(created_at__gte=since)
    newest = seen.order_by("-created_at", "-id").values("pk")[:MOST_TRIED]
    last_two = seen.order_by("-created_at", "-id").values_list("created_at", flat=True)
    last_two = list(last_two[MOST_TRIED - 1 : MOST_TRIED + 1])
    tickets = Ticket.objects.filter(compiled(definition["conditions"]), pk__in=newest)
    kinds = moments.kinds_of(definition["events"])
    if kinds:
        happened = Event.objects.filter(
            subject_kind="ticket", subject_id=OuterRef("pk"), kind__in=kinds, occurred_at__gte=since
        )
        tickets = tickets.filter(Exists(happened))
    count = tickets.order_by()[: MOST_COUNTED + 1].count()
    shown = list(tickets.select_related("requester", "organization").order_by("-created_at", "-id")[:MOST_SHOWN])
    times = _times(shown, kinds, since)
    texts = [action["text"] for action in definition["actions"] if action["do"] in ("note", "answer")]
    return Trial(
        judged=seen.order_by()[:MOST_TRIED].count(),
        judged_from=last_two[0] if len(last_two) == 2 else since,
        is_all_judged=len(last_two) < 2,
        passed=_passed(definition, tickets) if definition["since"] else None,
        count=min(count, MOST_COUNTED),
        is_all=count <= MOST_COUNTED,
        lines=[Line(ticket, times.get(ticket.pk, 1)) for ticket in shown],
        done=[registry.in_words(action) for action in definition["actions"]],
        texts=[filled(text, shown[0]) for text in texts if shown],
    )


def _passed(definition: Mapping[str, Any], tickets) -> int:
    rule = Rule(**definition)
    return schedules.passed_already(rule, list(tickets.filter(closed_at=None).order_by("-id")[:MOST_COUNTED]))


def _times(tickets: list[Ticket], kinds: list[str], since) -> dict[int, int]:
    rows = Event.objects.about_each("ticket", [ticket.pk for ticket in tickets]).filter(
        kind__in=kinds, occurred_at__gte=since
    )
    return dict(rows.values_list("subject_id").annotate(Count("id")).order_by())
