"""Pages ask the database as often with many rows as with few, and not more often than this table allows.

A number that must grow is a decision: change it here and say why in the commit.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.tenancy.context import current_tenant
from metrics.models import ReplyFact
from sla import commitments
from tests.factories.tickets import make_ticket
from tests.guards.world import browser_of, browser_of_contact
from tickets import assignment, conversation, own_queues, search_hits, triage
from tickets.automation import rules
from tickets.contacts import find_or_make
from tickets.conversation import Letter, Words
from tickets.models import Category, Contact, Field, Macro, Message, Status, Tag

# Page → the most statements it may take, the scope's and the session's included. Issue 4 allows twelve.
STAFF_PAGES = {
    "/desk/queues/open/": 6,
    "/desk/tickets/{number}/": 12,  # a long one; short ones take one less
    "/desk/tickets/{number}/context/": 12,  # loaded after the ticket
    "/desk/tickets/new/": 7,  # what was begun there
    "/desk/tickets/{number}/side/": 7,
    "/desk/tickets/{number}/side/{side}/": 9,
    "/desk/tickets/{number}/reasons/": 7,  # loaded when somebody unfolds it
    "/desk/search/?q=question": 10,
    "/desk/approvals/": 5,
    "/desk/contacts/": 7,
    "/desk/contacts/{contact}/": 12,
    "/desk/organizations/{organization}/": 12,
    "/desk/calls/new/": 7,
    "/desk/working-time/": 9,
    "/desk/missed/": 10,
    "/desk/notices/": 8,  # the browsers that are told besides
    "/desk/knowledge/": 7,
    "/settings/": 4,
    "/settings/people/": 9,
    "/settings/teams/": 5,
    "/settings/routing/": 7,
    "/settings/skills/": 6,
    "/settings/staffing/": 12,
    "/settings/tokens/": 5,
    "/settings/audit/": 8,  # up to where it is sealed, and checked
    "/settings/statuses/": 5,
    "/settings/categories/": 5,
    "/settings/fields/": 5,
    "/settings/tags/": 5,
    "/settings/checklists/": 5,
    "/desk/queues/own-{own}/": 7,
    "/settings/queues/": 5,
    "/settings/macros/": 5,
    "/settings/rules/": 7,
    "/settings/mailboxes/": 5,
    "/settings/mail-texts/": 4,
    "/settings/mail-texts/reply/en/0/": 8,
    "/settings/outgoing/": 5,
    "/settings/spam/": 6,
    "/settings/domains/": 8,
    "/settings/policies/": 5,
    "/metrics/": 12,
}
# Once a minute, whichever page comes then: that an agent is there.
NOT_COUNTED = ("SAVEPOINT", 'SET "last_seen_at"')
CUSTOMER_PAGES = {"/": 6, "/help/": 4, "/requests/": 3, "/requests/{number}/": 7, "/requests/new/": 5}


def fill(world, requester, worker, start, count):
    """More of everything that pages list."""
    actor = Actor.agent(worker)
    for n in range(start, start + count):
        other = find_or_make(f"customer{n}@firm{n}.test", f"Customer {n}")
        for person in (requester, other):
            ticket = make_ticket(person, subject=f"Question {n}")
            triage.change_tags(ticket, add=[f"tag{n}", "all"], by=actor)
            assignment.assign(ticket, worker, by=Actor.system("routing"))
        conversation.receive(world.ticket, requester, Words(text=f"More {n}"))
        answer = conversation.reply(world.ticket, Words(text=f"Answer {n}"), by=worker)
        commitments.promise(answer, clock.now() + timedelta(hours=n + 1), by=worker)
        Category.objects.create(name=f"c{n}", path=f"c{n}")
        for belongs_to in Field.BelongsTo.values:
            Field.objects.create(belongs_to=belongs_to, key=f"{belongs_to}{n}", label=f"F {n}", kind="text")
        keys = [f"contact{n}" for n in range(start + count)]
        Contact.objects.update(custom_fields=dict.fromkeys(keys, "x"))
        Macro.objects.create(name=f"m{n}", text="x")
        own_queues.make({"name": f"q{n}", "owner": worker}, by=worker)
        rules.make({"name": f"r{n}", "events": ["note"], "actions": [{"do": "tag", "text": "x"}]}, by=actor)
        Status.objects.create(name=f"s{n}", customer_label="x", category="open", position=10 + n)
        Tag.objects.create(name=f"unused{n}")


def make_long(ticket):
    """More messages than its page shows at once."""
    kept = [conversation.write(ticket, "note", Words(text="x"), Letter(), by=Actor.system("test")) for _n in range(40)]
    Message.objects.bulk_create(kept)


def answer_slowly(ticket):
    """So many answers, so much slower than before, that the dashboard has to ask whether that is chance."""
    same = {"ticket": ticket, "channel": "email", "priority": 2, "is_first": True}
    now = clock.now().astimezone(ZoneInfo(current_tenant().time_zone))
    for days, seconds in ((40, 60), (2, 3000)):
        at = now - timedelta(days=days)
        long = {"seconds": seconds, "business_seconds": seconds}
        ReplyFact.objects.bulk_create(
            ReplyFact(**same, **long, at=at, day=at.date(), seq=100 * days + n) for n in range(30)
        )


def statements(browser, path) -> int:
    browser.get(path)  # what is read once a process (content types, the directory) is not the page's
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(path)
    assert answer.status_code == 200, path
    asked = [query["sql"] for query in captured if not any(word in query["sql"] for word in NOT_COUNTED)]
    # Within a test's own transaction a statement closes the scope; in life its transaction simply ends.
    return len(asked) - asked[-1].startswith("select set_config")


@pytest.mark.parametrize("side", ["staff", "customer"])
def test_pages_ask_as_often_for_many_rows_as_for_few(world, ada, bo, grace, side, a_long_moment, monkeypatch):
    if side == "staff":
        browser, pages = browser_of(ada), STAFF_PAGES
    else:
        browser, pages = browser_of_contact(grace, "acme.localhost"), CUSTOMER_PAGES
    paths = {
        page: page.format(
            number=world.ticket.number,
            own=world.own_queue.pk,
            contact=grace.pk,
            organization=grace.organization_id,
            side=world.side.pk,
        )
        for page in pages
    }
    fill(world, grace, bo, 0, 2)
    few = {page: statements(browser, path) for page, path in paths.items()}
    fill(world, grace, bo, 2, 5)
    make_long(world.ticket)
    answer_slowly(world.ticket)
    many = {page: statements(browser, path) for page, path in paths.items()}
    # A part that only appears once there is enough to show may cost a statement; five rows more would cost five.
    grew = {page: (few[page], many[page]) for page in pages if many[page] > few[page] + 2}
    assert grew == {}
    assert {page: many[page] for page in pages if many[page] > pages[page]} == {}
    if side == "staff":
        monkeypatch.setattr(search_hits, "WALKED_FIRST", 1)
        assert statements(browser, "/desk/search/?q=question") <= 12  # a word that is met late
