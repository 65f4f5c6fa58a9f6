"""A search asks the database at most twelve times, whatever its operators leave and whichever way it is answered.

Beyond 500 tickets the words are looked for first, and what they find is narrowed; that limit is lowered here.
"""

from datetime import timedelta

import pytest
from django.utils.http import urlencode

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from tests.factories.tickets import make_ticket
from tests.guards.test_query_counts import statements
from tests.guards.world import browser_of
from tickets import conversation, finding, lifecycle, own_queues, search_hits, triage
from tickets.conversation import Words
from tickets.models import Ticket
from tickets.search_line import OPERATORS
from tickets.search_plan import Plan

MOST = 12
VALUES = {
    "status": ["open", "solved"],
    "assignee": ["me", "none", "bo"],
    "team": ["none", "support"],
    "tag": ["vip"],
    "priority": ["urgent", "normal"],
    "category": ["billing"],
    "requester": ["grace", "grace@northwind.test"],
    "from": ["grace"],
    "organization": ["northwind"],
    "created": ["<7d", ">7d", "2026-05-22"],
    "updated": [">2w", "<7d"],
    "is": ["open", "solved", "unassigned", "late", "breached", "private", "merged"],
    "has": ["attachment", "note", "draft", "checklist"],
    "channel": ["email", "chat"],
    "type": ["question"],
    "language": ["de"],
}
LINES = [f"{name}:{value}" for name, values in VALUES.items() for value in values]
# How the words' hits are come by: the first look is enough, or walking on, or looking up, or each of them for a part.
PLANS = {
    "walk": Plan(by_whole=True, by_beginning=False, walk=3),
    "look up": Plan(by_whole=False, by_beginning=True),
    "all of it": Plan(by_whole=True, by_beginning=True, since=timedelta(minutes=8), walk=2),
}


@pytest.fixture
def many(world, grace, bo, ada, monday_morning):
    """More tickets than the limit, which differ; the words stand in the older ones more than once."""
    for n in range(14):
        with clock.at(monday_morning + timedelta(minutes=n)):
            ticket = make_ticket(grace, subject=f"Refund {n}", text="the refund" if n % 2 else "a question")
            conversation.receive(ticket, grace, Words(text="refund please"))
            if n % 3 == 0:
                triage.change_tags(ticket, add=["vip"], by=Actor.agent(bo))
            if n % 5 == 0:
                lifecycle.resolve(ticket, by=Actor.agent(bo))
            own_queues.make({"name": f"q{n}", "owner": ada}, by=ada)
    return Ticket.objects.all()


def test_every_operator_is_among_these():
    assert set(VALUES) == set(OPERATORS)


@pytest.mark.parametrize("way", ["few tickets", *PLANS])
def test_no_search_asks_more_than_twelve_times(many, ada, way, monkeypatch, monday_morning):
    # given
    if way != "few tickets":
        small = {"FEW_TICKETS": 1, "FIRST_HITS": 2, "LEAST_FURTHER": 3, "MOST_FURTHER": 4}
        for name, value in small.items():
            monkeypatch.setattr(finding, name, value)
        monkeypatch.setattr(search_hits, "WALKED_FIRST", 3)
        plan = PLANS[way]
        since = plan.since and monday_morning + plan.since
        monkeypatch.setattr(search_hits, "_plan", lambda *_: Plan(plan.by_whole, plan.by_beginning, since, plan.walk))
    browser = browser_of(ada)
    # when
    asked = {}
    for line in ("", *LINES):
        text = f"the refund {line}".strip()
        path = f"/desk/search/?{urlencode({'q': text})}"
        asked[text] = statements(browser, path)
        if older := finding.find(ada, text, limit=2).older:
            asked[f"{text}, older"] = statements(browser, f"{path}&before={older}")
    # then
    assert {text: count for text, count in asked.items() if count > MOST} == {}
    assert max(asked.values()) > 9  # the ways were taken
