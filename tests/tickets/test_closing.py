"""Solved tickets end by themselves."""

from datetime import timedelta

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.tenancy.sweeping import due_by_tenant
from tickets import closing, lifecycle
from tickets.models import Ticket


def test_a_ticket_solved_for_a_week_is_closed_once(a_ticket, bo, monday_morning):
    # given
    ticket = lifecycle.resolve(a_ticket(), by=Actor.agent(bo))
    # when
    with clock.at(monday_morning + timedelta(hours=167)):
        too_early = closing.close_if_due(ticket)
    with clock.at(monday_morning + timedelta(hours=168)):
        closed, again = closing.close_if_due(ticket), closing.close_if_due(ticket)
    # then
    ticket.refresh_from_db()
    assert (too_early, closed, again, ticket.is_closed) == (False, True, False, True)
    assert Event.objects.get(kind="ticket.closed").data["automatic"] is True


def test_what_was_taken_up_again_stays_open(a_ticket, bo, monday_morning):
    ticket = lifecycle.resolve(a_ticket(), by=Actor.agent(bo))
    lifecycle.reopen(ticket, by=Actor.agent(bo))
    with clock.at(monday_morning + timedelta(days=30)):
        assert closing.close_if_due(ticket) is False


def test_the_sweep_finds_them_by_each_companys_own_time(a_ticket, bo, acme):
    old = lifecycle.resolve(a_ticket(), by=Actor.agent(bo))
    lifecycle.resolve(a_ticket(), by=Actor.agent(bo))
    Ticket.objects.filter(pk=old.pk).update(resolved_at=clock.now() - timedelta(hours=169))
    assert due_by_tenant("tickets_to_close", 100) == {acme.pk: [old.pk]}
