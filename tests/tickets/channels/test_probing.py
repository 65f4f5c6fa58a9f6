"""A test mail of ours shows whether mail to the public address reaches us, and becomes nobody's ticket."""

from datetime import timedelta

import pytest

from helpdesk.base import clock
from helpdesk.events.models import Event
from helpdesk.mailout.models import OutgoingMail
from helpdesk.mailout.sending import mark_bounced
from helpdesk.mailout.sending import send as send_mail
from helpdesk.tenancy import storage
from tests.helpdesk.mailout.conftest import sink  # noqa: F401 fixture
from tests.tickets.channels.letters import a_letter, deliver_letter
from tickets.models import Mailbox, MailProbe, Ticket

pytestmark = pytest.mark.usefixtures("monday_morning")


@pytest.fixture
def browser(client_of, ada):
    return client_of(ada)


@pytest.fixture
def tested(browser, acme):
    """Press the button; returns the bytes that leave."""
    browser.post("/settings/domains/", {"mailbox": Mailbox.objects.get().pk})
    return storage.read(OutgoingMail.objects.get(purpose="probe").content_key)


def page(browser):
    return browser.get("/settings/domains/").content.decode()


def test_it_says_after_how_many_seconds_the_test_came_in_over_a_real_server(browser, tested, acme, sink):  # noqa: F811
    assert "has not come in yet" in page(browser)
    assert send_mail(acme.pk, OutgoingMail.objects.get(purpose="probe").pk) == "sent"
    assert sink.envelopes[0][1] == "support@acme.test"
    with clock.move_by(timedelta(seconds=7)):
        for _copy in range(2):
            row = deliver_letter(acme, sink.mails[0].as_bytes(), sender=sink.envelopes[0][0])
    assert (row.state, row.ticket) == ("processed", None)
    assert "came in after 7 s." in page(browser)
    assert MailProbe.objects.get().changed == []
    assert not Ticket.objects.exists()
    assert [mail.purpose for mail in OutgoingMail.objects.all()] == ["probe"]
    assert Event.objects.get(kind="mailbox.probed").actor_name == "Ada"


def test_what_a_forwarder_rewrote_is_named(browser, tested, acme):
    token = MailProbe.objects.get() and tested.split(b"Message-ID: <")[1].split(b"@")[0].decode()
    forwarded = a_letter(f"---- Forwarded ----\n{token}", From="Acme Office <office@acme.test>",
                         Subject=f"[EXTERNAL] Test of the way to the help desk {token}")  # fmt: skip
    assert deliver_letter(acme, forwarded).ticket is None
    assert MailProbe.objects.get().changed[:3] == ["Message-ID", "From", "Subject"]
    assert "others rewrote: Message-ID, From, Subject" in page(browser)


def test_a_test_that_does_not_come_or_comes_back_says_so(browser, tested, acme):
    with clock.move_by(timedelta(minutes=16)):
        assert "Check the forwarding" in page(browser)
    mail = OutgoingMail.objects.get(purpose="probe")
    assert mail.envelope_sender.startswith("b-")
    OutgoingMail.objects.update(state="sent", sent_at=clock.now())
    mark_bounced(mail.pk, reason="550 no such user")
    assert "550 no such user" in page(browser)


def test_a_token_that_is_forged_old_or_another_companys_hides_no_mail(tested, acme, globex, grace):
    token = tested.split(b"Message-ID: <")[1].split(b"@")[0].decode()
    wrong = deliver_letter(acme, a_letter(f"see {token[:-2]}aa"))
    assert wrong.ticket is not None
    with clock.move_by(timedelta(days=3)):
        assert deliver_letter(acme, a_letter(f"see {token}")).ticket is not None
    assert MailProbe.objects.get().arrived_at is None


def test_one_test_at_a_time_and_only_to_our_own(browser, tested, acme):
    browser.post("/settings/domains/", {"mailbox": Mailbox.objects.get().pk})
    assert MailProbe.objects.count() == 1
    assert browser.post("/settings/domains/", {"mailbox": "999999"}).status_code == 404
    with clock.move_by(timedelta(minutes=1)):
        browser.post("/settings/domains/", {"mailbox": Mailbox.objects.get().pk})
    assert MailProbe.objects.count() == 2
