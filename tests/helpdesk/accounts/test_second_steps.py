"""Passwords forgotten and set anew, second factors, sessions elsewhere, and finding one's company."""

import re
import time
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from helpdesk.accounts import finding
from helpdesk.accounts.models import Agent, SignInAttempt
from helpdesk.accounts.signin.security import browser_words
from helpdesk.events.models import Event
from helpdesk.tenancy.context import use_tenant

RIGHT = "demo-bo"


def another_browser() -> Client:
    return Client(SERVER_NAME="acme.localhost")


def sign_in(client, password=RIGHT):
    return client.post("/accounts/login/", {"login": "bo@acme.test", "password": password})


def is_in(client) -> bool:
    return client.get("/accounts/security/").status_code == 200


@pytest.fixture
def browser(bo):
    client = another_browser()
    sign_in(client)
    return client


class TestForgottenPasswords:
    def ask(self, client, email):
        return client.post("/accounts/password/reset/", {"email": email})

    def link_in(self, mail) -> str:
        return re.search(r"http://acme\.localhost\S*(/accounts/password/reset/key/\S+)", mail.body)[1]

    def set_password(self, client, link, password):
        form = client.get(link, follow=True)
        return client.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})

    def test_a_link_works_once_and_ends_all_sessions(self, browser, stranger, bo, mailoutbox):
        self.ask(stranger, "Bo@acme.test")
        link = self.link_in(mailoutbox[0])
        assert mailoutbox[0].to == ["bo@acme.test"]
        self.set_password(stranger, link, "a quiet harbour")
        assert not is_in(browser)
        assert sign_in(another_browser(), password="a quiet harbour").status_code == 302
        assert "not good any more" in another_browser().get(link).content.decode()
        assert Event.objects.filter(kind="agent.security_changed", actor_id=bo.pk).exists()

    def test_an_address_of_nobodys_reads_the_same_and_gets_nothing(self, stranger, acme, mailoutbox):
        known, unknown, foreign = (
            self.ask(stranger, email) for email in ("bo@acme.test", "nobody@acme.test", "gus@globex.test")
        )
        assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
        assert known["Location"] == foreign["Location"]
        # What was written for nobody is taken back with its transaction; only the test's outbox still shows it.
        assert [mail.to for mail in mailoutbox if "invalid" not in mail.to[0]] == [["bo@acme.test"]]

    def test_the_same_work_leaves_no_mail_behind(self, stranger, acme, settings):
        from helpdesk.mailout.models import OutgoingMail

        settings.EMAIL_BACKEND = "helpdesk.mailout.backend.OutboxBackend"
        self.ask(stranger, "nobody@acme.test")
        assert OutgoingMail.objects.count() == 0
        self.ask(stranger, "bo@acme.test")
        assert OutgoingMail.objects.get().recipient == "bo@acme.test"

    def test_a_link_of_one_company_is_none_at_another(self, stranger, globex, bo, mailoutbox):
        with use_tenant(globex):
            Agent.objects.create(user=bo.user, name="Bo")
        self.ask(stranger, "bo@acme.test")
        page = Client(SERVER_NAME="globex.localhost").get(self.link_in(mailoutbox[0]))
        assert "not good any more" in page.content.decode()

    @pytest.mark.parametrize(("seconds", "is_good"), [(30 * 60 - 1, True), (30 * 60 + 1, False)])
    def test_row_30_a_link_is_good_for_half_an_hour(self, stranger, bo, mailoutbox, time_machine, seconds, is_good):
        asked_at = datetime.now(UTC).replace(microsecond=0)
        time_machine.move_to(asked_at, tick=False)
        self.ask(stranger, "bo@acme.test")
        time_machine.move_to(asked_at + timedelta(seconds=seconds), tick=False)
        page = stranger.get(self.link_in(mailoutbox[0]), follow=True).content.decode()
        assert ("not good any more" not in page) == is_good

    def test_nobodys_mailbox_is_filled(self, stranger, bo, mailoutbox):
        for _wish in range(5):
            answer = self.ask(stranger, "bo@acme.test")
        assert len(mailoutbox) == 3
        assert "Too many attempts" in answer.content.decode()


def test_a_changed_password_ends_the_other_sessions_only(browser, bo):
    elsewhere = another_browser()
    sign_in(elsewhere)
    browser.post(
        "/accounts/password/change/",
        {"oldpassword": "demo-bo", "password1": "a quiet harbour", "password2": "a quiet harbour"},
    )
    assert (is_in(browser), is_in(elsewhere)) == (True, False)


def test_sessions_elsewhere_are_listed_and_ended(browser, bo):
    elsewhere = another_browser()
    sign_in(elsewhere)
    assert browser.get("/accounts/security/").content.decode().count("127.0.0.1") == 2
    browser.post("/accounts/security/sessions/")
    assert (is_in(browser), is_in(elsewhere)) == (True, False)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36 Edg/150.0", "Edge on Windows"),
        ("curl/8", "A program"),
    ],
)
def test_browsers_in_words(agent, words):
    assert browser_words(agent) == words


class TestAuthenticatorApp:
    def switch_on(self, browser) -> str:
        browser.post("/accounts/reauthenticate/", {"password": "demo-bo"})
        page = browser.get("/accounts/2fa/totp/activate/")
        secret = page.context["form"].secret
        browser.post("/accounts/2fa/totp/activate/", {"code": self.code(secret)})
        return secret

    def code(self, secret, step=0) -> str:
        at = next(iter(totp.yield_hotp_counters_from_time())) + step
        return totp.format_hotp_value(totp.hotp_value(secret, at))

    def test_it_is_asked_for_from_then_on(self, browser, bo):
        secret = self.switch_on(browser)
        assert "On." in browser.get("/accounts/security/").content.decode()
        newcomer = another_browser()
        assert sign_in(newcomer)["Location"].startswith("/accounts/2fa/authenticate/")
        assert not is_in(newcomer)
        newcomer.post("/accounts/2fa/authenticate/", {"code": "000000"})
        assert not is_in(newcomer)
        with patch("time.time", return_value=time.time() + 30):
            newcomer.post("/accounts/2fa/authenticate/", {"code": self.code(secret)})
        assert is_in(newcomer)

    def test_its_secret_lies_sealed_in_the_database(self, browser, bo):
        secret = self.switch_on(browser)
        rows = Authenticator.objects.filter(user=bo.user)
        assert {row.type for row in rows} == {"totp", "recovery_codes"}
        assert all(secret not in str(row.data) for row in rows)

    def test_who_switches_it_on_reads_of_it_and_the_company_keeps_it(
        self, browser, bo, mailoutbox, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):  # what a test's own transaction never comes to
            self.switch_on(browser)
        with django_capture_on_commit_callbacks(execute=True):
            browser.post("/accounts/2fa/recovery-codes/generate/")
        assert [mail.to for mail in mailoutbox] == [["bo@acme.test"]] * 2
        changes = Event.objects.filter(kind="agent.security_changed", actor_id=bo.pk).order_by("pk")
        assert [event.data["what"] for event in changes] == ["authenticator app switched on", "new recovery codes made"]

    def test_codes_are_guessed_five_times(self, browser, bo):
        self.switch_on(browser)
        newcomer = another_browser()
        sign_in(newcomer)
        for guess in range(7):
            answer = newcomer.post("/accounts/2fa/authenticate/", {"code": f"{guess:06}"})
        assert "Too many attempts" in answer.content.decode()
        assert SignInAttempt.objects.filter(purpose="code").count() == 5

    def test_a_recovery_code_opens_once(self, browser, bo):
        self.switch_on(browser)
        code = Authenticator.objects.get(user=bo.user, type="recovery_codes").wrap().get_unused_codes()[0]
        for expected in (True, False):
            newcomer = another_browser()
            sign_in(newcomer)
            newcomer.post("/accounts/2fa/authenticate/", {"code": code})
            assert is_in(newcomer) is expected


class TestFindingOnesCompany:
    def test_each_company_of_the_person_mails_its_address(self, bo, globex, mailoutbox):
        with use_tenant(globex):
            Agent.objects.create(user=bo.user, name="Bo")
        assert finding.mail_companies("BO@acme.test") == 2
        assert [re.search(r"http://(\w+)", mail.body)[1] for mail in mailoutbox] == ["acme", "globex"]

    def test_nobody_else_gets_anything_and_reads_the_same(self, db, mailoutbox):
        bare = Client(SERVER_NAME="localhost")
        answers = [bare.post("/find/", {"email": email}) for email in ("bo@acme.test", "nobody@acme.test")]
        texts = [re.sub(r"nonce[^>]*", "", answer.content.decode()) for answer in answers]
        assert "Look into your mail" in texts[0]
        assert texts[0] == texts[1]
        assert finding.mail_companies("nobody@acme.test") == 0
        assert bare.post("/find/", {"email": "x"}).status_code == 422

    def test_a_mailbox_is_not_filled(self, bo, mailoutbox):
        for _wish in range(5):
            finding.mail_companies("bo@acme.test")
        assert len(mailoutbox) == 3
