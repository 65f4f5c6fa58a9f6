"""Many workers at once: an event is looked at once, and a time that has come is taken once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from tests.factories.tickets import make_ticket
from tests.sla.worlds import utc
from tickets.automation import rules, schedules, triggers
from tickets.models import Contact, Message, RuleRun

WORKERS = 6
NOTE = [{"do": "note", "text": "seen"}]


@pytest.fixture
def company(committed_db):
    return Tenant.objects.get(slug="acme")


def at_once(job):
    """Run the job in several threads, each with its own connection; returns what they gave."""

    def run(_number):
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(run, range(WORKERS)))


def test_an_event_that_six_workers_deliver_is_looked_at_once(company):
    with use_tenant(company):
        rules.make({"name": "Note", "events": ["opened"], "actions": NOTE}, by=Actor.system("test"), is_active=True)
        ticket = make_ticket(Contact.objects.get(name="Grace Hopper"))
        event = Event.objects.about(ticket).get(kind="ticket.opened")

    def deliver():
        with use_tenant(company):
            triggers.let_rules_look(event)

    at_once(deliver)
    with use_tenant(company):
        assert Message.objects.filter(ticket=ticket, kind="note").count() == 1
        assert RuleRun.objects.filter(event=event).count() == 1


def test_times_that_six_workers_sweep_are_acted_on_once_each(company):
    with use_tenant(company), clock.at(utc("06-01 08:00")):
        values = {"name": "Late", "since": "created", "wait_seconds": 3600, "actions": NOTE}
        rules.make(values, by=Actor.system("test"), is_active=True)
        tickets = [make_ticket(Contact.objects.get(name="Grace Hopper")) for _number in range(12)]

    def sweep():
        looked = 0
        while True:
            with use_tenant(company), clock.at(utc("06-01 10:00")):
                found = schedules.fire_due(3)
            looked += found
            if not found:
                return looked

    assert sum(at_once(sweep)) == len(tickets)
    with use_tenant(company):
        assert RuleRun.objects.fired().count() == len(tickets)
        assert Message.objects.filter(kind="note").count() == len(tickets)
