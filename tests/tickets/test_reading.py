"""Unread is per person, and looking again costs no write."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from helpdesk.base import clock
from tickets import conversation, reading
from tickets.conversation import Words
from tickets.models import Ticket


def looked_at(ticket, agent) -> list[str]:
    """The writes of opening the ticket's page."""
    ticket = Ticket.objects.with_read_mark(agent).get(pk=ticket.pk)
    with CaptureQueriesContext(connection) as captured:
        reading.mark_read(ticket, agent, read_at=ticket.read_at)
    return [query["sql"] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]


def test_a_ticket_is_read_by_whoever_opened_it_until_something_new_is_said(a_ticket, grace, bo, lin):
    ticket = a_ticket()
    assert len(looked_at(ticket, bo)) == 1
    assert looked_at(ticket, bo) == []
    assert Ticket.objects.with_read_mark(lin).get().read_at is None
    # when
    with clock.at(clock.now().replace(year=clock.now().year + 1)):
        conversation.receive(ticket, grace, Words(text="And again"))
        # then
        assert len(looked_at(ticket, bo)) == 1
        assert looked_at(ticket, bo) == []
