"""A mail and all that follows it are one task's work; what the task does not come to is rung for."""

import pytest
from django.db import OperationalError

from helpdesk.events import delivering
from helpdesk.events.models import Delivery, Event
from helpdesk.events.tasks import deliver
from helpdesk.mailout.models import OutgoingMail
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from tests.tickets.channels.letters import a_letter
from tickets.channels.email.rawmail import Envelope, store
from tickets.models import RawMail
from tickets.tasks import process_raw_mail


@pytest.fixture
def acme_id(committed_db):
    return Tenant.objects.get(slug="acme").pk


@pytest.fixture
def rung(monkeypatch):
    found = []
    monkeypatch.setattr(deliver, "ring_for", lambda *asked: found.append(asked))
    return found


@pytest.fixture
def mail(acme_id):
    raw = a_letter()
    return store(acme_id, raw, Envelope("grace@northwind.test", ("support@acme.test",), "smtp"))[0]


def test_the_task_that_places_a_mail_does_what_follows_and_rings_nobody(acme_id, mail, rung):
    process_raw_mail(acme_id, mail)
    with use_tenant(acme_id):
        ticket = RawMail.objects.get(pk=mail).ticket
        assert OutgoingMail.objects.about("acknowledgement", ticket.pk).count() == 1
        assert {row.state for row in Delivery.objects.filter(event__in=Event.objects.about(ticket))} == {"done"}
    assert rung == []


def test_what_the_task_could_not_deliver_is_rung_for(acme_id, mail, rung, monkeypatch):
    # given a database that goes away once the mail is placed
    def gone(_ids):
        raise OperationalError

    monkeypatch.setattr(delivering, "deliver_events", gone)
    # when
    with pytest.raises(OperationalError):
        process_raw_mail(acme_id, mail)
    # then
    with use_tenant(acme_id):
        ticket = RawMail.objects.get(pk=mail).ticket
        waiting = Delivery.objects.pending().filter(event__in=Event.objects.about(ticket))
        assert rung == [(acme_id, list(dict.fromkeys(waiting.values_list("event", flat=True))))]


def test_a_task_that_has_no_time_left_rings_for_the_rest(acme_id, mail, rung, monkeypatch):
    monkeypatch.setattr("helpdesk.events.tasks.MOST_SECONDS", 0)
    process_raw_mail(acme_id, mail)
    with use_tenant(acme_id):
        ticket = RawMail.objects.get(pk=mail).ticket
        assert {row.state for row in Delivery.objects.filter(event__in=Event.objects.about(ticket))} == {"pending"}
    assert len(rung) == 1
