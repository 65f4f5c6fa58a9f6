"""Who wants no surveys says so once: in the mail program or on a page, and never by a scanner that opens the link."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from urllib.parse import urlsplit

import pytest
from django.test import Client

from helpdesk.base import clock, ids
from helpdesk.events.models import Event
from helpdesk.mailout import dkim
from helpdesk.mailout.models import OutgoingMail
from helpdesk.tenancy import storage
from metrics.surveys import sending, stopping
from tickets.models import Contact


@pytest.fixture
def way_out(mailed):
    """The path in the header of a survey that was sent."""
    mail = message_from_bytes(storage.read(OutgoingMail.objects.get(purpose="survey").content_key), policy=default)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert {b"list-unsubscribe", b"list-unsubscribe-post"} <= set(dkim.SIGNED)
    address = mail["List-Unsubscribe"].strip(" <>")
    assert address in mail.get_body(("plain",)).get_content()
    return urlsplit(address).path


def wants_surveys(contact) -> bool:
    return Contact.objects.get(pk=contact.pk).wants_surveys


def test_row_21_a_scanner_that_opens_the_link_changes_nothing(way_out, stranger, grace):
    before = Event.objects.count()
    for look in (stranger.get, stranger.head):
        assert look(way_out).status_code == 200
    assert wants_surveys(grace)
    assert Event.objects.count() == before


def test_one_click_of_a_mail_program_needs_no_cookie_and_gets_no_page(way_out, grace, solved, survey_of):
    program = Client(SERVER_NAME="acme.localhost", enforce_csrf_checks=True)
    for _again in range(2):
        assert program.post(way_out).status_code == 403
        answer = program.post(way_out, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.content) == (204, b"")
    assert not wants_surveys(grace)
    told = Event.objects.filter(kind="contact.changed")
    assert [(event.actor_name, event.data["labels"]) for event in told] == [("Grace Hopper", "wants_surveys")]
    later = survey_of(solved())
    with clock.move_by(timedelta(days=2)):
        later = sending.send(later)
    assert (later.state, later.reason) == ("skipped", "opted_out")


def test_the_page_asks_once_and_the_desk_sees_the_wish(way_out, stranger, grace, client_of, bo):
    assert "Do not ask me again" in stranger.get(way_out).content.decode()
    assert "You will not be asked again" in stranger.post(way_out).content.decode()
    assert "wants none" in client_of(bo).get(f"/desk/contacts/{grace.pk}/").content.decode()


def test_row_30_only_our_own_link_for_this_purpose_and_company_counts(mailed, stranger, grace, acme, globex):
    survey_token = mailed[1].rpartition("/")[2]
    foreign = ids.sign(stopping.PURPOSE, globex.pk, grace.pk, 1)
    for token in (survey_token, foreign, stopping.token_for(grace)[:-1], "x" * 300, "é"):
        assert stranger.post(f"/no-surveys/{token}").status_code == 404
    assert wants_surveys(grace)


@pytest.mark.parametrize(("seconds", "status"), [(-1, 200), (0, 200), (1, 404)])
def test_row_30_the_link_of_a_mail_older_than_a_year_and_a_month_is_void(way_out, stranger, seconds, status):
    with clock.move_by(stopping.GOOD_FOR + timedelta(seconds=seconds)):
        assert stranger.get(way_out).status_code == status
