"""The page of notices: reading is pressing, never looking."""

import pytest

from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.notices.models import Notice
from helpdesk.notices.telling import tell, wants_mail
from tickets import triage


@pytest.fixture
def told(a_ticket, bo):
    """Bo was told that a ticket was escalated."""
    ticket = a_ticket()
    triage.raise_priority(ticket, by=Actor.system("escalation/1"))
    event = Event.objects.get(kind="ticket.priority_changed")
    return tell([bo], Notice.Kind.ESCALATED, event, text="ACME-1 is late", path="/desk/tickets/1/", ticket_number=1)[0]


def test_looking_reads_nothing_and_pressing_leads_on(client_of, bo, told):
    browser = client_of(bo)
    page = browser.get("/desk/notices/").content.decode()
    assert "ACME-1 is late" in page
    assert 'data-live="notice"' in page
    assert Notice.objects.unread().count() == 1
    assert browser.post(f"/desk/notices/{told.pk}/reading/")["Location"] == "/desk/tickets/1/"
    assert Notice.objects.unread().count() == 0


def test_all_are_read_at_once(client_of, bo, told):
    browser = client_of(bo)
    assert ">1</span>" in browser.get("/desk/notices/count/").content.decode()
    browser.post("/desk/notices/reading/")
    assert "></span>" in browser.get("/desk/notices/count/").content.decode()
    assert "ACME-1" not in browser.get("/desk/notices/?unread=1").content.decode()


def test_another_agents_notices_do_not_exist(client_of, lin, told):
    browser = client_of(lin)
    assert "ACME-1" not in browser.get("/desk/notices/").content.decode()
    assert browser.post(f"/desk/notices/{told.pk}/reading/").status_code == 404
    browser.post("/desk/notices/reading/")
    assert Notice.objects.unread().count() == 1


def test_what_comes_by_mail_is_chosen_here(client_of, bo):
    browser = client_of(bo)
    browser.post("/desk/notices/wishes/", {"by_mail": ["assigned"]})
    assert (wants_mail(bo, "assigned"), wants_mail(bo, "escalated")) == (True, False)
