"""Mailboxes and quarantine at /settings/: for administrators, with errors that name the field, and nothing changed
by them."""

import pytest

from tests.tickets.channels.letters import a_letter, deliver_letter
from tickets.channels.email.directory import route
from tickets.models import Mailbox, RawMail

FORM = {
    "address": "Sales@Acme.test",
    "name": "Acme Sales",
    "imap_port": "993",
    "imap_folder": "INBOX",
    "is_active": "on",
}
IMAP = {"imap_host": "imap.test", "imap_user": "sales", "imap_password": "secret"}


@pytest.fixture
def browser(client_of, ada):
    return client_of(ada)


def test_a_new_mailbox_receives_at_once(browser, acme):
    response = browser.post("/settings/mailboxes/new/", FORM | IMAP)
    assert response.status_code == 302
    mailbox = Mailbox.objects.get(address="sales@acme.test")
    assert route("sales@acme.test").mailbox_id == mailbox.pk
    assert "secret" not in mailbox.imap_password
    page = browser.get(f"/settings/mailboxes/{mailbox.pk}/").content.decode()
    assert "secret" not in page
    assert mailbox.imap_password not in page


@pytest.mark.parametrize(
    ("_case", "address"),
    [
        ("not an address", "sales"),
        ("our own already", "SUPPORT@acme.test"),
        ("another company's", "support@globex.test"),
    ],
)
def test_a_wrong_address_is_refused_beside_its_field(browser, acme, globex, _case, address):
    response = browser.post("/settings/mailboxes/new/", FORM | {"address": address})
    assert response.status_code == 422
    assert "address" in response.context["form"].errors
    assert Mailbox.objects.count() == 1


def test_an_empty_password_keeps_the_one_that_is_set(browser, acme):
    browser.post("/settings/mailboxes/new/", FORM | IMAP)
    mailbox = Mailbox.objects.get(address="sales@acme.test")
    browser.post(f"/settings/mailboxes/{mailbox.pk}/", FORM | IMAP | {"name": "Sales", "imap_password": ""})
    again = Mailbox.objects.get(pk=mailbox.pk)
    assert (again.name, again.imap_password) == ("Sales", mailbox.imap_password)


def test_the_default_mailbox_stays_and_another_can_take_its_place(browser, acme):
    default = Mailbox.objects.get(is_default=True)
    assert browser.post(f"/settings/mailboxes/{default.pk}/removal/").status_code == 404
    assert browser.post(f"/settings/mailboxes/{default.pk}/", FORM | {"address": default.address}).status_code == 422
    browser.post("/settings/mailboxes/new/", FORM | {"is_default": "on"})
    assert Mailbox.objects.get(is_default=True).address == "sales@acme.test"
    assert browser.post(f"/settings/mailboxes/{default.pk}/removal/").status_code == 302


def test_a_mail_put_aside_is_seen_as_text_and_made_a_ticket(browser, acme, monday_morning):
    row = deliver_letter(
        acme, a_letter("<script>alert(1)</script> help", To=", ".join(f"u{n}@x.test" for n in range(2000)))
    )
    assert "u1@x.test" not in browser.get("/settings/quarantine/").content.decode()
    page = browser.get(f"/settings/quarantine/{row.pk}/").content.decode()
    assert "help" in page
    assert "<script>alert" not in page
    browser.post(f"/settings/quarantine/{row.pk}/ticket/")
    row.refresh_from_db()
    assert (row.state, row.ticket.subject) == ("processed", "The printer is on fire")
    assert browser.get(f"/settings/quarantine/{row.pk}/").status_code == 404


def test_a_mail_put_aside_is_tried_again_or_discarded(browser, acme, monday_morning):
    row = deliver_letter(acme, a_letter(From="support@acme.test"))
    browser.post(f"/settings/quarantine/{row.pk}/retry/")
    assert RawMail.objects.get(pk=row.pk).state == "pending"
    other = deliver_letter(acme, a_letter("x", From="support@acme.test"))
    browser.post(f"/settings/quarantine/{other.pk}/discard/")
    assert RawMail.objects.get(pk=other.pk).state == "discarded"


def test_looking_changes_nothing(browser, acme, monday_morning):
    row = deliver_letter(acme, a_letter(From="support@acme.test"))
    for action in ("ticket", "retry", "discard"):
        assert browser.get(f"/settings/quarantine/{row.pk}/{action}/").status_code == 405
    assert RawMail.objects.get(pk=row.pk).state == "quarantined"


@pytest.mark.parametrize("path", ["/settings/mailboxes/", "/settings/mailboxes/new/", "/settings/quarantine/"])
def test_agents_may_not_and_strangers_are_sent_to_sign_in(client_of, bo, stranger, path):
    assert client_of(bo).get(path).status_code == 403
    assert stranger.get(path).status_code == 302


def test_a_port_that_no_server_has_is_refused_beside_its_field(browser, acme):
    response = browser.post("/settings/mailboxes/new/", FORM | {"imap_port": "99999"})
    assert response.status_code == 422
    assert "imap_port" in response.context["form"].errors


@pytest.mark.parametrize(
    ("_case", "values", "field"),
    [
        ("an address instead of a name", {"imap_host": "imaps://imap.test/"}, "imap_host"),
        ("a mail address", {"imap_host": "sales@imap.test"}, "imap_host"),
        ("nobody to sign in as", {"imap_user": ""}, "imap_user"),
        ("no password and none set", {"imap_password": ""}, "imap_password"),
        ("a password for no server", {"imap_host": ""}, "imap_host"),
    ],
)
def test_what_cannot_be_fetched_from_is_refused_beside_its_field(browser, acme, _case, values, field):
    response = browser.post("/settings/mailboxes/new/", FORM | IMAP | values)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert Mailbox.objects.count() == 1
