"""A company that wants a second step of everybody: no page of staff opens without one, nobody is locked out for it."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.management import call_command
from django.core.management.base import CommandError

from helpdesk.accounts.companies import change_company
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from tests.api import api_of  # noqa: F401 fixture
from tests.helpdesk.accounts.test_second_steps import another_browser, sign_in

SECURITY = "/accounts/security/"


@pytest.fixture
def demanded(acme, ada):
    change_company(acme, {"needs_second_factor": True}, by=Actor.agent(ada))


@pytest.fixture
def browser(demanded, bo):
    client = another_browser()
    sign_in(client)
    return client


def set_up(browser):
    browser.post("/accounts/reauthenticate/", {"password": "demo-bo"})
    secret = browser.get("/accounts/2fa/totp/activate/").context["form"].secret
    at = next(iter(totp.yield_hotp_counters_from_time()))
    browser.post("/accounts/2fa/totp/activate/", {"code": totp.format_hotp_value(totp.hotp_value(secret, at))})


@pytest.mark.parametrize("path", ["/desk/", "/settings/", "/desk/tickets/new/", "/metrics/"])
def test_no_page_opens_before_one_is_set_up(browser, path):
    answer = browser.get(path)
    assert (answer.status_code, answer["Location"]) == (302, SECURITY)


def test_nothing_is_done_either(browser):
    assert browser.post("/desk/presence/", {"on_duty": "yes"})["Location"] == SECURITY
    part = browser.get("/desk/rail/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (401, SECURITY)


def test_the_way_to_set_it_up_is_open_and_opens_the_rest(browser, bo):
    assert "Your company wants a second step of everybody." in browser.get(SECURITY).content.decode()
    set_up(browser)
    assert browser.get("/desk/", follow=True).status_code == 200
    assert "Your company wants" not in browser.get(SECURITY).content.decode()


def test_the_last_one_cannot_be_switched_off_meanwhile(browser, bo, acme, ada):
    set_up(browser)
    browser.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=bo.user, type="totp").exists()
    change_company(acme, {"needs_second_factor": False}, by=Actor.agent(ada))
    browser.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=bo.user, type="totp").exists()


def test_programs_go_on_working(demanded, bo, api_of):  # noqa: F811
    assert api_of(bo).get("me").status_code == 200


def test_an_administrator_switches_it_on(client_of, ada, acme):
    page = client_of(ada).get("/settings/company/")
    values = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    client_of(ada).post("/settings/company/", values | {"needs_second_factor": "on"})
    assert Event.objects.filter(kind="company.changed").count() == 1


def test_an_operator_takes_lost_ones_away(browser, bo, capsys):
    set_up(browser)
    call_command("reset_second_factors", user="Bo@acme.test")
    assert not Authenticator.objects.filter(user=bo.user).exists()
    assert browser.get(SECURITY).status_code == 302
    assert Event.objects.filter(kind="agent.security_changed", actor_name="command line").count() == 1
    newcomer = another_browser()
    assert sign_in(newcomer)["Location"] == "/desk/"
    assert newcomer.get("/desk/")["Location"] == SECURITY


def test_whom_nobody_knows_has_none(acme):
    with pytest.raises(CommandError):
        call_command("reset_second_factors", user="nobody@acme.test")
