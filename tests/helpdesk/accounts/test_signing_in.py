"""Who gets in at a company's address, and what is said to everybody else."""

from datetime import timedelta

import pytest
from django.test import Client

from helpdesk.accounts import people
from helpdesk.accounts.models import SignInAttempt, User
from helpdesk.accounts.signin import attempts
from helpdesk.base import clock
from helpdesk.events.models import Event


def sign_in(client, email, password, **more):
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


def is_in(client) -> bool:
    return client.get("/accounts/security/").status_code == 200


def test_an_agent_signs_in_and_out(stranger, bo):
    assert sign_in(stranger, "bo@acme.test", "demo-bo").status_code == 302
    assert is_in(stranger)
    stranger.post("/accounts/logout/")
    assert not is_in(stranger)
    assert Event.objects.filter(kind="agent.signed_in", actor_id=bo.pk).count() == 1


@pytest.mark.parametrize(
    ("_case", "email", "password"),
    [
        ("wrong password", "bo@acme.test", "nonsense"),
        ("nobody at all", "nobody@acme.test", "demo-bo"),
        ("an agent of another company, with the right password", "gus@globex.test", "demo-gus"),
    ],
)
def test_everybody_else_reads_the_same_words(stranger, acme, _case, email, password):
    answer = sign_in(stranger, email, password)
    assert "do not belong together here" in answer.content.decode()
    assert not is_in(stranger)


def test_a_deactivated_agent_is_out_at_once_and_reads_the_same_words(client_of, stranger, bo, olga):
    browser = client_of(bo)
    assert is_in(browser)
    people.deactivate(bo, by=olga)
    assert not is_in(browser)
    assert "do not belong together here" in sign_in(stranger, "bo@acme.test", "demo-bo").content.decode()


def test_a_session_is_good_at_its_own_company_only(client_of, bo, globex):
    browser = client_of(bo)
    assert browser.get("/accounts/security/", SERVER_NAME="globex.localhost").status_code == 302


def test_signing_in_changes_the_session_key(stranger, bo):
    stranger.get("/accounts/login/")
    before = stranger.session.session_key
    sign_in(stranger, "bo@acme.test", "demo-bo")
    assert stranger.session.session_key != before


def test_a_thousand_guesses_are_judged_ten_times(stranger, bo, monkeypatch):
    judged = []
    monkeypatch.setattr(User, "check_password", lambda self, raw: judged.append(raw) and False)
    for guess in range(30):
        answer = sign_in(stranger, "bo@acme.test", f"guess-{guess}")
    assert len(judged) == attempts.LIMITS["password"].account == 10
    assert "Too many attempts" in answer.content.decode()


def test_the_limit_holds_while_the_cache_is_away(stranger, bo, settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    for guess in range(12):
        answer = sign_in(stranger, "bo@acme.test", f"guess-{guess}")
    assert "Too many attempts" in answer.content.decode()


def test_the_limit_ends_after_a_quarter_of_an_hour(stranger, bo):
    for guess in range(11):
        sign_in(stranger, "bo@acme.test", f"guess-{guess}")
    with clock.move_by(attempts.WINDOW + timedelta(seconds=1)):
        assert sign_in(stranger, "bo@acme.test", "demo-bo").status_code == 302


def test_right_passwords_are_not_counted(stranger, bo):
    for _round in range(12):
        sign_in(stranger, "bo@acme.test", "demo-bo")
        stranger.post("/accounts/logout/")
    assert SignInAttempt.objects.count() == 0


@pytest.mark.parametrize(
    ("_case", "steps", "stays"),
    [
        ("used every seven hours", [7, 7, 7], True),
        ("left alone for eight hours and a bit", [8.1], False),
        ("used all day, but longer than a day", [7, 7, 7, 3.1], False),
    ],
)
def test_sessions_run_out(stranger, bo, monday_morning, _case, steps, stays):
    sign_in(stranger, "bo@acme.test", "demo-bo")
    at = monday_morning
    for hours in steps:
        at += timedelta(hours=hours)
        with clock.at(at):
            still_in = is_in(stranger)
    assert still_in is stays


def test_next_leads_nowhere_else(stranger, bo):
    answer = sign_in(stranger, "bo@acme.test", "demo-bo", next="http://globex.localhost/desk/")
    assert answer["Location"] == "/desk/"


def test_nobody_signs_up_or_signs_in_at_the_bare_domain(acme):
    assert Client(SERVER_NAME="localhost").get("/accounts/login/").status_code == 404
    assert Client(SERVER_NAME="acme.localhost").get("/accounts/signup/").status_code == 404
