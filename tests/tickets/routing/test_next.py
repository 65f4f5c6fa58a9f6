"""Who gets a ticket that nobody owns."""

import threading

from django.db import connection

from helpdesk.accounts.models import Agent, Team
from helpdesk.events.actors import Actor
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from tests.factories.tickets import make_ticket
from tickets import assignment, lifecycle
from tickets.models import Contact, Ticket
from tickets.routing.next import route


def on_duty(*names):
    Agent.objects.filter(name__in=names).update(is_on_duty=True)
    Agent.objects.exclude(name__in=names).update(is_on_duty=False)


def test_agents_on_duty_take_turns(a_ticket):
    on_duty("Ada", "Bo")
    assert [route(a_ticket()).name for _ in range(4)] == ["Ada", "Bo", "Ada", "Bo"]


def test_nobody_on_duty_leaves_the_ticket_in_its_teams_queue(a_ticket):
    on_duty()
    ticket = a_ticket()
    assert route(ticket) is None
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.team) == (None, Team.objects.get(is_default=True))


def test_light_agents_and_other_teams_are_not_asked(a_ticket):
    on_duty("Lin", "Olga")
    assert route(a_ticket()) is None


def test_an_owned_or_solved_ticket_is_left_alone(a_ticket, ada, bo):
    on_duty("Bo")
    owned = assignment.assign(a_ticket(), ada, by=Actor.agent(ada))
    solved = lifecycle.resolve(a_ticket(), by=Actor.agent(ada))
    assert (route(owned), route(solved)) == (None, None)


def test_a_new_ticket_is_routed_by_its_event(a_ticket, deliver):
    on_duty("Bo")
    ticket = a_ticket()
    deliver()
    ticket.refresh_from_db()
    assert ticket.assignee.name == "Bo"


def test_eight_workers_never_assign_a_ticket_twice(committed_db):
    # given
    acme = Tenant.objects.get(slug="acme")
    with use_tenant(acme):
        on_duty("Ada", "Bo", "Mia")
        grace = Contact.objects.get(name="Grace Hopper")
        tickets = [make_ticket(grace) for _ in range(6)]

    def work():
        try:
            for ticket in tickets:
                with use_tenant(acme):
                    route(ticket)
        finally:
            connection.close()

    # when
    threads = [threading.Thread(target=work) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    # then
    with use_tenant(acme):
        owners = [t.assignee.name for t in Ticket.objects.order_by("number").select_related("assignee")]
        from helpdesk.events.models import Event

        assert sorted(owners) == ["Ada", "Ada", "Bo", "Bo", "Mia", "Mia"]
        assert Event.objects.filter(kind="ticket.assigned").count() == 6
