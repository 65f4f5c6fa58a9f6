"""Tickets from another help desk: their past is kept, nobody is told, no clock runs for what was (sla.md §7)."""

from datetime import timedelta

import pytest

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Delivery
from metrics.models import OpenSpan, ReplyFact, ResolveFact, TicketFact
from metrics.refreshing import refresh
from sla import replay
from sla.models import Clock
from tests.api import api_of, fields_named  # noqa: F401 fixture
from tickets import conversation, lifecycle, queues
from tickets.conversation import Words
from tickets.models import ImportedTicket, Message, Status, Ticket

PAST = {
    "source": "zendesk", "external_id": "4711", "subject": "The export stops", "status": "open", "priority": "high",
    "requester": {"email": "grace@northwind.test"}, "created_at": "2026-03-02T08:00:00Z", "tags": ["export"],
    "messages": [
        {"kind": "reply", "text": "Which browser?", "at": "2026-03-02T09:00:00Z", "author": {"email": "bo@acme.test"}},
        {"kind": "customer", "text": "After 30 seconds.", "at": "2026-03-02T08:00:00Z"},
        {"kind": "note", "text": "Known.", "at": "2026-03-02T10:00:00Z", "author": {"name": "Zed, who left"}},
    ],
}  # fmt: skip


@pytest.fixture
def bring_in(api_of, ada, monday_morning):  # noqa: F811
    def send(**changes) -> Ticket:
        answer = api_of(ada).post("imported-tickets", PAST | changes)
        assert answer.status_code in (200, 201), answer.content
        return Ticket.objects.get(number=answer.json()["ticket"])

    return send


def metrics_of(ticket) -> dict:
    return {one.metric: (one.state, one.started_at) for one in Clock.objects.filter(ticket=ticket)}


def differences(ticket) -> list:
    return replay.differences(Ticket.objects.get(pk=ticket.pk), clock.now())


def test_what_was_said_keeps_its_order_its_hour_and_its_author(bring_in):
    ticket = bring_in()
    said = [(one.text, f"{one.created_at:%H:%M}", one.author_name) for one in ticket.messages.in_order()]
    assert said == [
        ("After 30 seconds.", "08:00", "Grace Hopper"),
        ("Which browser?", "09:00", "Bo"),
        ("Known.", "10:00", "Zed, who left"),
    ]
    assert (f"{ticket.created_at:%F}", f"{ticket.first_reply_at:%F %H}") == ("2026-03-02", "2026-03-02 09")


def test_a_repeated_import_changes_nothing(bring_in, api_of, ada, bo):  # noqa: F811
    ticket = bring_in()
    lifecycle.resolve(ticket, by=Actor.agent(bo))
    again = api_of(ada).post("imported-tickets", PAST | {"subject": "Other words", "status": "open"})
    assert (again.status_code, again.json()["ticket"]) == (200, ticket.number)
    now = Ticket.objects.get(pk=ticket.pk)
    assert (now.subject, now.status_category, Ticket.objects.count()) == ("The export stops", "resolved", 1)
    assert (Message.objects.count(), ImportedTicket.objects.count()) == (3, 1)
    assert bring_in(source="freshdesk").pk != ticket.pk


def test_nobody_is_told(bring_in):
    ticket = bring_in()
    assert not Delivery.objects.filter(event__subject_id=ticket.pk, event__kind="ticket.imported").exists()


def test_history_has_no_clocks_and_goes_on_with_them(bring_in, grace, bo):
    ticket = bring_in(channel="chat")  # the promises for chats have one for each answer
    assert metrics_of(ticket) == {}
    # when the customer writes, who was answered before
    conversation.receive(ticket, grace, Words(text="And now?"))
    # then
    assert metrics_of(ticket) == {"next_response": ("running", clock.now())}
    assert differences(ticket) == []


def test_one_that_nobody_answered_owes_its_first_response_from_the_next_message_on(bring_in, grace):
    ticket = bring_in(messages=PAST["messages"][1:2])
    assert metrics_of(ticket) == {}
    conversation.receive(ticket, grace, Words(text="Hello?"))
    assert metrics_of(ticket)["first_response"] == ("running", clock.now())
    assert differences(ticket) == []


def test_where_it_is_asked_for_clocks_of_open_tickets_begin_with_the_import(bring_in, monday_morning):
    waiting = bring_in(messages=PAST["messages"][1:2], start_clocks=True)
    assert metrics_of(waiting)["first_response"] == ("running", monday_morning)
    assert metrics_of(waiting)["requester_wait"] == ("running", monday_morning)
    assert waiting.due_at is not None
    answered = bring_in(external_id="4712", start_clocks=True)
    assert "first_response" not in metrics_of(answered)
    assert metrics_of(answered)["requester_wait"] == ("running", monday_morning)
    solved = bring_in(external_id="4713", status="resolved", start_clocks=True)
    assert metrics_of(solved) == {}
    for ticket in (waiting, answered, solved):
        assert differences(ticket) == []


def test_a_solved_one_that_is_reopened_starts_with_nothing_used(bring_in, grace, monday_morning):
    ticket = bring_in(status="resolved", resolved_at="2026-03-03T08:00:00Z")
    assert f"{ticket.resolved_at:%F}" == "2026-03-03"
    with clock.at(monday_morning + timedelta(hours=2)):
        conversation.receive(ticket, grace, Words(text="It is back."))
    assert metrics_of(ticket)["requester_wait"] == ("running", monday_morning + timedelta(hours=2))


def test_figures_count_it_as_volume_and_backlog_only(bring_in, bo):
    ticket = bring_in()
    with clock.at(clock.now() + timedelta(hours=1)):
        conversation.reply(ticket, Words(text="Chrome it is."), by=bo)
        lifecycle.resolve(ticket, by=Actor.agent(bo))
    refresh()
    assert TicketFact.objects.filter(ticket=ticket).count() == 1
    assert [(one.began_by, one.ended_by) for one in OpenSpan.objects.filter(ticket=ticket)] == [("created", "resolved")]
    assert not ReplyFact.objects.filter(ticket=ticket).exists()
    assert not ResolveFact.objects.filter(ticket=ticket).exists()


def test_figures_leave_out_what_was_solved_elsewhere(bring_in):
    ticket = bring_in(status="closed")
    refresh()
    assert not TicketFact.objects.filter(ticket=ticket).exists()


def test_it_waits_in_the_queues_like_any_other(bring_in, bo):
    ticket = bring_in()
    assert ticket in queues.queue_for(bo, "open").tickets(bo)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("created_at", {"created_at": "2026-06-02T08:00:00Z"}),
        ("messages.1.at", {"created_at": "2026-03-02T08:30:00Z"}),
        ("resolved_at", {"resolved_at": "2026-03-02T08:30:00Z"}),
        ("messages.0.text", {"messages": [{"kind": "note", "text": " ", "at": "2026-03-02T09:00:00Z"}]}),
        ("messages.0.at", {"messages": [{"kind": "note", "text": "x"}]}),
        ("requester.email", {"requester": {"email": "support@acme.test"}}),
        ("external_id", {"external_id": ""}),
        ("status", {"status": "done"}),
    ],
)
def test_what_cannot_have_been_is_refused_by_its_field(api_of, ada, monday_morning, field, change):  # noqa: F811
    answer = api_of(ada).post("imported-tickets", PAST | change)
    assert (answer.status_code, fields_named(answer)) == (400, {field})
    assert not Ticket.objects.exists()


def test_only_administrators_import(api_of, mia):  # noqa: F811
    assert api_of(mia).post("imported-tickets", PAST).status_code == 403


def test_an_imported_status_is_one_of_the_companys(bring_in):
    status = Status.objects.default_of("pending")
    assert bring_in(status=status.pk).status == status
