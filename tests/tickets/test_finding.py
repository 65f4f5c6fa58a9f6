"""Search finds what was said, understands operators, and never reaches beyond what the agent sees."""

from datetime import timedelta

import pytest
from django.db import connection

from helpdesk.accounts.models import Team
from helpdesk.base import clock
from helpdesk.tenancy.context import use_tenant
from tests.factories.tickets import make_ticket
from tickets import conversation, finding, search_hits, triage
from tickets.conversation import Words
from tickets.models import Contact, Message
from tickets.search_hits import Query
from tickets.search_plan import Plan


def numbers(found):
    return [ticket.number for ticket in found.tickets]


@pytest.fixture
def two_tickets(a_ticket):
    export = a_ticket(subject="Nightly export stops", text="The log says upstream closed")
    invoice = a_ticket(subject="Invoice shows the old address", text="We moved in spring")
    return export, invoice


def test_words_of_subject_and_text_find_the_ticket(two_tickets, bo):
    export, invoice = two_tickets
    assert numbers(finding.find(bo, "export upstream")) == [export.number]
    assert numbers(finding.find(bo, "moved addr")) == [invoice.number]
    assert numbers(finding.find(bo, str(export.number))) == [export.number]


def test_operators_narrow_a_search(two_tickets, bo):
    export, invoice = two_tickets
    from helpdesk.events.actors import Actor

    triage.change_tags(invoice, add=["vip"], by=Actor.agent(bo))
    assert numbers(finding.find(bo, "tag:vip")) == [invoice.number]
    assert numbers(finding.find(bo, "status:open assignee:none export")) == [export.number]
    assert numbers(finding.find(bo, "status:solved")) == []
    assert finding.find(bo, "priority:green export").wish.unknown == ["priority:green"]


@pytest.mark.parametrize("text", ["' & !x", "a:* | b", '"open quote', "\\", "🙂", "& | !", "(", "status:", ":x"])
def test_nothing_typed_is_a_query_of_its_own(two_tickets, bo, text):
    assert isinstance(finding.find(bo, text).tickets, list)


def test_tickets_of_a_restricted_team_and_of_another_company_are_not_found(two_tickets, bo, globex):
    export, _ = two_tickets
    team = Team.objects.create(name="Legal", is_restricted=True)
    type(export).objects.filter(pk=export.pk).update(team=team)
    assert numbers(finding.find(bo, "export")) == []
    with use_tenant(globex):
        make_ticket(Contact.objects.get(name="Hank"), subject="Their export fails")
    assert numbers(finding.find(bo, "fails")) == []


def test_a_number_finds_its_ticket_first(two_tickets, bo, a_ticket):
    export, _ = two_tickets
    a_ticket(subject=f"About {export.number}")
    for line in (f"{export.number}", f"#{export.number}", f"ACME-{export.number}", f"acme-{export.number}"):
        assert numbers(finding.find(bo, line))[0] == export.number, line


def test_exact_words_stand_together_and_in_order(a_ticket, bo):
    a_ticket(subject="A", text="the export stops at once")
    together = a_ticket(subject="B", text="at once the export")
    assert numbers(finding.find(bo, '"at once the"')) == [together.number]


def test_the_snippet_marks_the_words_and_escapes_the_rest(a_ticket, bo):
    ticket = a_ticket(text="See <script>alert(1)</script> when the export stops")
    snippet = finding.find(bo, "export").snippets[ticket.pk]
    assert "<mark>export</mark>" in snippet
    assert "<script>" not in snippet


@pytest.mark.parametrize("hits", [1, 2, 3, 100])
@pytest.mark.parametrize(("line", "few"), [("refund", 500), ("refund is:open", 500), ("refund is:open", 1)])
def test_pages_follow_each_other_without_gaps_or_repeats(
    line, few, hits, a_ticket, bo, grace, monday_morning, monkeypatch
):
    # given five tickets that say it twice each, in turns
    for name, value in {"FEW_TICKETS": few, "FIRST_HITS": hits}.items():
        monkeypatch.setattr(finding, name, value)
    monkeypatch.setattr(search_hits, "WALKED_FIRST", 2)
    tickets = []
    for n in range(5):
        with clock.at(monday_morning + timedelta(minutes=n)):
            tickets.append(a_ticket(subject=f"T{n}", text="the refund"))
    for n, ticket in enumerate(tickets):
        with clock.at(monday_morning + timedelta(hours=1, minutes=n)):
            conversation.receive(ticket, grace, Words(text="refund again"))
    # when
    pages, before = [], ""
    for _ in range(4):
        found = finding.find(bo, line, limit=2, before=before)
        pages.append(numbers(found))
        before = found.older
        if not before:
            break
    # then
    assert sum(pages, []) == [ticket.number for ticket in reversed(tickets)]


@pytest.mark.parametrize("walk", [0, 1, 3, 50])
@pytest.mark.parametrize("back", [None, 2, 100], ids=["all the past", "a part of it", "more than all"])
@pytest.mark.parametrize(("by_whole", "by_beginning"), [(True, False), (False, True), (True, True)])
def test_whichever_way_is_taken_the_same_messages_are_found(
    by_whole, by_beginning, back, walk, a_ticket, monday_morning, monkeypatch
):
    # given messages that say both words, one or none, some of them at the same instant
    texts = ["the refund", "the export", "the refund of the exporter", "neither", "a refund, an export"] * 4
    for n, text in enumerate(texts):
        with clock.at(monday_morning + timedelta(minutes=n // 2)):
            a_ticket(subject="About this", text=text)
    wanted = Message.objects.filter(text__contains="refund").filter(text__contains="export")
    # when
    since = back and monday_morning + timedelta(minutes=10 - back)
    monkeypatch.setattr(search_hits, "WALKED_FIRST", 4)
    plan = Plan(by_whole=by_whole, by_beginning=by_beginning, since=since, walk=walk)
    monkeypatch.setattr(search_hits, "_plan", lambda *_: plan)
    # then
    for most in (3, 7, 50):
        found = [hit.message_id for hit in search_hits.newest(Query("'refund'", "'export':*"), most)]
        assert found == list(wanted.order_by("-created_at", "-id").values_list("pk", flat=True)[:most])


def test_operators_alone_are_paged_too(a_ticket, bo):
    for n in range(3):
        a_ticket(subject=f"T{n}")
    first = finding.find(bo, "is:open", limit=2)
    assert len(first.tickets) == 2
    assert len(finding.find(bo, "is:open", limit=2, before=first.older).tickets) == 1


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("created:<2d", 1),
        ("created:>2d", 1),
        ("created:2026-05-22", 1),
        ("created:>2026-05-22", 1),
        ("created:<2026-05-22", 0),
        ("requester:grace@northwind.test", 2),
        ("requester:Hopper", 2),
        ("requester:nobody@northwind.test", 0),
        ("assignee:me", 0),
        ("is:unassigned", 2),
        ("team:Support", 2),
        ("team:none", 0),
    ],
)
def test_every_operator_means_what_it_says(a_ticket, bo, monday_morning, line, count):
    with clock.at(monday_morning - timedelta(days=10)):
        a_ticket()
    a_ticket()
    assert len(finding.find(bo, line).tickets) == count


@pytest.mark.parametrize("line", ["created:yesterday", "created:2026-13-45", "is:nice", "created:<"])
def test_what_is_not_understood_is_said(bo, line):
    assert finding.find(bo, line).wish.unknown == [line]


def test_a_damaged_page_address_is_refused(client_of, bo):
    assert client_of(bo).get("/desk/search/?q=export&before=rubbish").status_code == 400


def test_a_page_without_a_hit_leads_on_where_older_ones_may_fit(client_of, bo, a_ticket, monkeypatch):
    for n in range(4):
        a_ticket(subject=f"T{n}", text="the refund")
    for name, value in {"FEW_TICKETS": -1, "FIRST_HITS": 1, "LEAST_FURTHER": 1, "MOST_FURTHER": 1}.items():
        monkeypatch.setattr(finding, name, value)
    page = client_of(bo).get("/desk/search/?q=refund+is:solved").content.decode()
    assert "No ticket fits" not in page
    assert 'rel="next"' in page


SEARCHES = (
    "select count(*) from walk_messages(%(q)s::tsquery, 10, 1000, null, null) where ticket_id is not null",
    "select count(*) from look_up_messages(%(q)s::tsquery, %(q)s::tsquery, 10, '2040-1-1', 0, null)",
    "select count(*) from look_up_messages(%(q)s::tsquery, %(q)s::tsquery, 10, '2040-1-1', 0, '1990-1-1')",
    "select coalesce(sum(fitting), 0) from sample_messages(%(q)s::tsquery, null, '2040-1-1', 0)",
)


@pytest.mark.parametrize("search", SEARCHES)
def test_search_functions_give_nothing_without_a_tenant_and_nothing_of_others(search, two_tickets, acme, globex):
    with connection.cursor() as cursor:
        cursor.execute(search, {"q": "export"})
        assert cursor.fetchone()[0] > 0
    with use_tenant(globex), connection.cursor() as cursor:
        for query in ("export", f"t{acme.pk}", f"!x & t{acme.pk}", f"export | t{acme.pk}"):
            cursor.execute(search, {"q": query})
            assert cursor.fetchone() == (0,)
        cursor.execute("select set_config('app.tenant_id', '', true)")
        cursor.execute(search, {"q": "export"})
        assert cursor.fetchone() == (0,)


def test_articles_are_not_searched_without_a_tenant(acme):
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.tenant_id', '', true)")
        cursor.execute("select count(*) from search_articles(array['export'], false, 10)")
        assert cursor.fetchone() == (0,)
