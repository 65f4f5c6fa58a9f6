"""Mailboxes at Microsoft and Google: connected by a page that only its own browser finishes, used over real sockets
that demand a token, renewed before it ends, and loud once the provider says no."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from helpdesk.base import clock
from helpdesk.base.mail import Draft
from helpdesk.base.sealing import seal
from helpdesk.events.models import Event
from helpdesk.mailout.models import OutgoingMail
from helpdesk.mailout.sending import send
from helpdesk.mailout.writing import new_message_id, write
from helpdesk.notices.models import Notice
from helpdesk.tenancy.sweeping import due_by_tenant
from tests.tickets.channels.email.imap_server import ImapServer
from tests.tickets.channels.email.submission_server import SubmissionServer
from tests.tickets.channels.email.token_server import TokenServer
from tests.tickets.channels.letters import a_letter
from tickets.channels import watching
from tickets.channels.email import grants
from tickets.channels.email.fetch import fetch, owner
from tickets.models import Mailbox, MailClient, MailGrant, RawMail

USER = "support@acme.test"


@pytest.fixture
def tokens(settings):
    server = TokenServer()
    settings.MICROSOFT_LOGIN = settings.GOOGLE_TOKENS = f"http://{server.host}"
    settings.OUTBOUND_HTTP_TRUSTED = frozenset([server.host])
    yield server
    server.close()


@pytest.fixture
def imap(tmp_path, settings):
    server = ImapServer(tmp_path)
    server.user, server.token = USER, "access-1"
    settings.ALLOW_PRIVATE_HOSTS, settings.MAIL_CA_FILE = True, str(server.certificate)
    yield server
    server.close()


@pytest.fixture
def mailbox(acme):
    mailbox = Mailbox.objects.get(address=USER)
    mailbox.access, mailbox.imap_host, mailbox.imap_user = "microsoft", "localhost", USER
    mailbox.save()
    return mailbox


@pytest.fixture
def browser(client_of, ada, mailbox):
    browser = client_of(ada)
    registration = {"client_id": "our-id", "client_secret": "s3cret", "directory": "acme.example"}
    assert browser.post("/settings/mailboxes/clients/microsoft/", registration).status_code == 302
    return browser


def set_out(browser, mailbox):
    """Press Connect; what the provider's page is asked."""
    address = browser.post(f"/settings/mailboxes/{mailbox.pk}/connection/")["Location"]
    return urlsplit(address), {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@pytest.fixture
def connected(browser, mailbox, tokens):
    """The mailbox after somebody said yes at the provider; a worker has exchanged the code."""
    _address, asked = set_out(browser, mailbox)
    tokens.challenge_of["the-code"] = asked["code_challenge"]
    browser.get("/settings/mailboxes/connected/", {"code": "the-code", "state": asked["state"]})
    grant = MailGrant.objects.get(mailbox=mailbox)
    grants.renew(mailbox.tenant_id, grant.pk)
    return MailGrant.objects.get()


def test_the_question_is_asked_with_state_and_challenge_and_a_fixed_way_back(browser, mailbox, tokens):
    address, asked = set_out(browser, mailbox)
    assert address.path == "/acme.example/oauth2/v2.0/authorize"
    assert asked["redirect_uri"].endswith("/settings/mailboxes/connected/")
    assert (asked["code_challenge_method"], asked["login_hint"], asked["response_type"]) == ("S256", USER, "code")
    assert "offline_access" in asked["scope"]
    assert len(asked["state"]) >= 43
    assert "s3cret" not in address.query


def test_leave_is_exchanged_and_nothing_of_it_lies_open_in_the_database(connected, tokens, acme, browser, mailbox):
    (wish,) = tokens.requests
    assert tokens.paths == ["/acme.example/oauth2/v2.0/token"]
    assert (wish["grant_type"], wish["client_id"], wish["client_secret"]) == ("authorization_code", "our-id", "s3cret")
    row = str(MailGrant.objects.values().get()) + str(MailClient.objects.values().get())
    assert not any(secret in row for secret in ("access-1", "refresh-1", "s3cret", "the-code"))
    page = browser.get(f"/settings/mailboxes/{mailbox.pk}/").content.decode()
    assert "access-1" not in page
    assert "Connect again" in page
    assert Event.objects.get(kind="mailbox.connected").data["provider"] == "Microsoft"


@pytest.mark.parametrize(
    ("_case", "changes", "minutes"),
    [("another state", {"state": "guessed"}, 0), ("no state", {"state": ""}, 0), ("too late", {}, 16),
     ("no state in another alphabet", {"state": "é"}, 0)],
)  # fmt: skip
def test_an_answer_that_belongs_to_no_question_connects_nothing(browser, mailbox, tokens, _case, changes, minutes):
    _address, asked = set_out(browser, mailbox)
    with clock.move_by(timedelta(minutes=minutes)):
        answer = browser.get("/settings/mailboxes/connected/", {"code": "x", "state": asked["state"]} | changes)
    assert answer["Location"] == "/settings/mailboxes/"
    assert not MailGrant.objects.exists()


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(browser, client_of, olga, mailbox, tokens):
    _address, asked = set_out(browser, mailbox)
    answer = {"code": "x", "state": asked["state"], "next": "https://evil.test/"}
    client_of(olga).get("/settings/mailboxes/connected/", answer)
    assert not MailGrant.objects.exists()
    assert browser.get("/settings/mailboxes/connected/", answer)["Location"] == f"/settings/mailboxes/{mailbox.pk}/"
    MailGrant.objects.all().delete()
    browser.get("/settings/mailboxes/connected/", answer)
    assert not MailGrant.objects.exists()


def test_somebody_who_says_no_at_the_provider_sees_what_it_said(browser, mailbox, tokens):
    _address, asked = set_out(browser, mailbox)
    said = {"error": "access_denied", "error_description": "<b>Not today</b>", "state": asked["state"]}
    page = browser.get("/settings/mailboxes/connected/", said, follow=True).content.decode()
    assert "&lt;b&gt;Not today" in page
    assert not MailGrant.objects.exists()


def test_mail_is_fetched_with_the_token_from_a_server_that_takes_no_password(connected, imap, mailbox, acme):
    Mailbox.objects.update(imap_port=imap.port)
    imap.put(a_letter("by token"))
    assert len(fetch(acme.pk, mailbox.pk)) == 1
    assert imap.tokens == [f"user={USER}\x01auth=Bearer access-1\x01\x01"]
    assert not any(command.startswith("LOGIN") for command in imap.commands)
    assert RawMail.objects.filter(mailbox=mailbox).count() == 1


def test_a_token_is_renewed_before_it_ends_and_its_successor_used(connected, imap, mailbox, acme, tokens):
    Mailbox.objects.update(imap_port=imap.port)
    assert due_by_tenant("mail_grants_to_renew", 10) == {}
    MailGrant.objects.update(expires_at=clock.now() + timedelta(minutes=9))
    assert due_by_tenant("mail_grants_to_renew", 10) == {acme.pk: [connected.pk]}
    assert grants.renew(acme.pk, connected.pk) == "access-2"
    assert tokens.requests[-1]["refresh_token"] == "refresh-1"
    imap.token = "access-2"
    assert fetch(acme.pk, mailbox.pk) == []
    assert Mailbox.objects.get().fetch_error == ""
    with clock.move_by(timedelta(minutes=59)):  # a worker that slept: the visit renews by itself
        assert grants.token_for(acme.pk, mailbox.pk) == "access-3"


def test_a_refused_renewal_raises_the_alarm_of_wrong_credentials_and_says_connect_again(
    connected, mailbox, acme, tokens, browser, deliver, imap
):
    tokens.good_refresh = "revoked"
    MailGrant.objects.update(expires_at=clock.now())
    with pytest.raises(grants.Refused):
        grants.renew(acme.pk, connected.pk)
    watching.consider([mailbox.pk])
    deliver()
    mailbox.refresh_from_db()
    assert (mailbox.alarm, "connect the mailbox again" in mailbox.fetch_error) == ("fetch", True)
    assert Notice.objects.filter(text__contains="connect the mailbox again").exists()
    assert "AADSTS700082" in browser.get(f"/settings/mailboxes/{mailbox.pk}/").content.decode()
    asked = len(tokens.requests)
    assert fetch(acme.pk, mailbox.pk) == []
    assert due_by_tenant("mail_grants_to_renew", 10) == {}
    assert len(tokens.requests) == asked  # who was told no does not ask every minute


@pytest.mark.parametrize("answer", [(503, {}), (429, {"error": "slow_down"}), (200, {"nonsense": 1}), (500, [])])
def test_a_provider_that_cannot_answer_now_ends_nothing(connected, acme, tokens, answer):
    tokens.says = [answer]
    MailGrant.objects.update(expires_at=clock.now())
    with pytest.raises(grants.NotNow):
        grants.renew(acme.pk, connected.pk)
    assert MailGrant.objects.get().refused_because == ""
    assert grants.renew(acme.pk, connected.pk) == "access-2"


def test_row_22_tokens_are_asked_for_on_the_open_internet_only(connected, acme, settings):
    settings.OUTBOUND_HTTP_TRUSTED = frozenset()
    with pytest.raises(grants.NotNow):
        grants.renew(acme.pk, connected.pk)


def test_a_code_that_was_stolen_is_worth_nothing_without_its_verifier(browser, mailbox, tokens, acme):
    _address, asked = set_out(browser, mailbox)
    tokens.challenge_of["stolen"] = "of another browser"
    browser.get("/settings/mailboxes/connected/", {"code": "stolen", "state": asked["state"]})
    with pytest.raises(grants.Refused):
        grants.renew(acme.pk, MailGrant.objects.get().pk)
    assert "connect" in MailGrant.objects.get().refused_because


def a_mail():
    draft = Draft(("Acme", USER), [("", "grace@northwind.test")], "x", new_message_id(), clock.now(), text="y")
    return write(draft, "grace@northwind.test", purpose="reply", subject_id=1)


@pytest.fixture
def submission(imap, connected):
    server = SubmissionServer(imap.certificate, USER, "access-1")
    Mailbox.objects.update(smtp_host="localhost", smtp_port=server.port)
    yield server
    server.close()


def test_mail_leaves_by_the_mailboxs_own_server_with_the_token_and_in_its_name(submission, acme):
    assert send(acme.pk, a_mail().pk) == "sent"
    assert submission.sign_ins == [f"user={USER}\x01auth=Bearer access-1\x01\x01"]
    assert submission.senders == [USER]
    assert len(submission.mails) == 1


def test_a_sign_in_that_is_refused_loses_no_mail(submission, acme, tokens):
    submission.token = "another"
    mail = a_mail()
    assert send(acme.pk, mail.pk) == "queued"
    assert "sign-in refused" in OutgoingMail.objects.get(pk=mail.pk).last_error
    MailGrant.objects.update(refused_because="no")
    with clock.move_by(timedelta(minutes=5)):
        assert send(acme.pk, mail.pk) == "queued"
        assert "connect the mailbox again" in OutgoingMail.objects.get(pk=mail.pk).last_error
    MailGrant.objects.update(refused_because="")
    submission.token = "access-1"
    with clock.move_by(timedelta(minutes=30)):
        assert send(acme.pk, mail.pk) == "sent"


def test_a_mailbox_with_a_password_sends_by_its_own_server_too(submission, acme, mailbox):
    Mailbox.objects.update(access="password", imap_password=seal(owner(acme.pk), "secret"))
    assert send(acme.pk, a_mail().pk) == "sent"
    assert submission.sign_ins == [f"\0{USER}\0secret"]


def test_row_22_a_server_for_sending_must_be_on_the_open_internet(submission, acme, settings):
    settings.ALLOW_PRIVATE_HOSTS = False
    mail = a_mail()
    assert send(acme.pk, mail.pk) == "queued"
    assert "not on the open internet" in OutgoingMail.objects.get(pk=mail.pk).last_error
    assert submission.sign_ins == []


def test_another_registration_ends_what_the_old_one_was_given(connected, browser):
    browser.post("/settings/mailboxes/clients/microsoft/", {"client_id": "other", "client_secret": ""})
    assert not MailGrant.objects.exists()
    assert MailClient.objects.get().client_id == "other"


def test_a_mailbox_of_a_provider_needs_no_password_and_knows_its_servers(browser, acme):
    form = {"address": "sales@acme.test", "name": "Sales", "is_active": "on", "access": "google", "imap_port": "993",
            "imap_folder": "INBOX"}  # fmt: skip
    assert browser.post("/settings/mailboxes/new/", form).status_code == 302
    box = Mailbox.objects.get(address="sales@acme.test")
    assert (box.imap_host, box.imap_user, box.access) == ("imap.gmail.com", "sales@acme.test", "google")
    foreign = form | {"address": "other@acme.test", "smtp_host": "smtp.gmail.com.evil.test", "imap_host": "evil.test"}
    answer = browser.post("/settings/mailboxes/new/", foreign)
    assert set(answer.context["form"].errors) == {"imap_host", "smtp_host"}  # a token goes to its provider only
    to_register = browser.post(f"/settings/mailboxes/{box.pk}/connection/")["Location"]
    assert to_register == "/settings/mailboxes/clients/google/"
