"""An agent promises an update with an answer; the customer reads it in the mail and in the portal."""

import pytest
from django.utils import timezone

from helpdesk.base import clock
from sla import sweeping, update_offers
from sla.models import Commitment
from tests.sla.worlds import utc
from tickets.models import Message, Status

TWO = "2026-06-01T14:00"


@pytest.fixture
def say(client_of, bo):
    """Bo answers a ticket from the composer."""

    def post(ticket, **typed):
        newest = Message.objects.filter(ticket=ticket).order_by("-pk").values_list("pk", flat=True).first()
        data = {"kind": "reply", "text": "We look into it.", "seen": newest} | typed
        return client_of(bo).post(f"/desk/tickets/{ticket.number}/messages/", data)

    return post


def test_the_composer_offers_moments_in_business_hours(monday_morning, client_of, bo, a_ticket):
    page = client_of(bo).get(f"/desk/tickets/{a_ticket().number}/").content.decode()
    assert "Today, end of business" in page
    assert 'value="2026-06-01T15:00:00+00:00"' in page


def test_an_offer_is_promised_said_and_kept_with_the_answer(monday_morning, a_ticket, say):
    ticket = a_ticket()
    offer = update_offers.offers(ticket)[0]
    assert say(ticket, update_by=offer.value).status_code == 303
    one = Commitment.objects.select_related("message").get()
    assert (one.promised_for, one.by_name) == (utc("06-01 15:00"), "Bo")
    assert one.words == "You will hear from us again by Monday, 1 June, 17:00 (Europe/Berlin)."
    assert one.message.text == f"We look into it.\n\n{one.words}"


def test_an_own_moment_is_read_as_the_agents_clock_shows_it(monday_morning, a_ticket, say):
    assert say(a_ticket(), update_by="own", update_by_own=TWO, html="<p>Soon</p>").status_code == 303
    one = Commitment.objects.select_related("message").get()
    assert one.promised_for == utc("06-01 12:00")
    assert one.message.html.endswith(f"<p>{one.words}</p>")


def test_the_next_answer_promises_nothing_by_itself(monday_morning, a_ticket, client_of, bo):
    ticket = a_ticket()
    newest = Message.objects.filter(ticket=ticket).latest("pk").pk
    data = {"kind": "reply", "text": "Soon.", "seen": newest, "update_by": "own", "update_by_own": TWO}
    page = client_of(bo).post(f"/desk/tickets/{ticket.number}/messages/", data, headers={"HX-Request": "true"})
    assert Commitment.objects.count() == 1
    assert 'name="update_by" data-drafted value="" checked' in page.content.decode()
    assert TWO not in page.content.decode()


@pytest.mark.parametrize("own", ["", "2026-06-01T09:00", "2026-13-01T09:00", "tomorrow"])
def test_a_wrong_moment_sends_nothing_and_keeps_what_was_typed(monday_morning, a_ticket, say, own):
    answer = say(a_ticket(), update_by="own", update_by_own=own)
    assert answer.status_code == 422
    assert "We look into it." in answer.content.decode()
    assert 'value="own" checked' in answer.content.decode()
    assert not Message.objects.filter(kind="agent").exists()


def test_an_answer_that_solves_promises_nothing(monday_morning, a_ticket, say):
    solved = Status.objects.default_of("resolved").pk
    answer = say(a_ticket(), update_by="own", update_by_own=TWO, then=solved)
    assert answer.status_code == 422
    assert "owes no update" in answer.content.decode()


def test_a_note_promises_nothing(monday_morning, a_ticket, say):
    say(a_ticket(), kind="note", update_by="own", update_by_own=TWO)
    assert not Commitment.objects.exists()


def test_the_mail_names_it(monday_morning, a_ticket, say, deliver):
    from email import message_from_bytes, policy

    from helpdesk.mailout.models import OutgoingMail
    from helpdesk.tenancy import storage

    say(a_ticket(), update_by="own", update_by_own=TWO)
    deliver()
    mail = OutgoingMail.objects.get(purpose="reply")
    text = message_from_bytes(storage.read(mail.content_key), policy=policy.default).get_body(("plain",)).get_content()
    assert "You will hear from us again by Monday, 1 June, 14:00 (Europe/Berlin)." in text


def test_the_promises_page_and_the_panel_list_it(monday_morning, a_ticket, say, client_of, bo):
    ticket = a_ticket()
    say(ticket, update_by="own", update_by_own=TWO)
    with clock.at(utc("06-01 11:30")):
        assert "30 min left" in client_of(bo).get(f"/desk/tickets/{ticket.number}/context/").content.decode()
        assert "still owed" in client_of(bo).get(f"/desk/tickets/{ticket.number}/promises/").content.decode()
    with clock.at(utc("06-01 13:00")):
        sweeping.fire_all_due()
        page = client_of(bo).get(f"/desk/tickets/{ticket.number}/promises/").content.decode()
        assert "Promised updates" in page
        assert "missed" in page
    timezone.deactivate()
