"""Who gets in: living bearer tokens at their own company's address, and nothing else (security.md rows 26, 27)."""

from datetime import timedelta

import pytest
from django.test import Client

from helpdesk.accounts import tokens
from helpdesk.accounts.models import ApiToken
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from tests.api import Api, a_token
from tickets.models import Ticket


def refused(response) -> bool:
    return response.status_code == 401 and response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("_case", "header"),
    [
        ("nothing", None),
        ("another scheme", "Basic Ym86ZGVtby1ibw=="),
        ("no secret", "Bearer"),
        ("no token of ours", "Bearer abc"),
        ("one that nobody has", "Bearer hd_" + "x" * 43),
        ("not even text", "Bearer hd_\u00e9\u00e9"),
        ("two secrets", "Bearer hd_a hd_b"),
    ],
)
def test_without_a_living_token_every_door_is_closed(acme, _case, header):
    headers = {"Authorization": header} if header else {}
    client = Client(SERVER_NAME="acme.localhost")
    for path in ("tickets", "tickets/1", "contacts", "me", "articles"):
        assert refused(client.get(f"/api/v1/{path}", headers=headers))


def test_a_token_says_who_it_acts_as(api_of, bo):
    me = api_of(bo).get("me").json()
    assert (me["agent"]["email"], me["token"]["scope"]) == ("bo@acme.test", "write")
    assert "ticket.reply" in me["capabilities"]


def test_only_the_digest_of_a_token_is_kept(bo):
    secret = a_token(bo)
    row = ApiToken.objects.get(agent=bo)
    assert secret not in str(vars(row))
    assert len(secret) >= len("hd_") + 43


def test_a_token_ends_at_its_instant(bo, monday_morning):
    secret = a_token(bo, expires_at=monday_morning + timedelta(hours=1))
    api = Api(bo, secret=secret)
    with clock.at(monday_morning + timedelta(minutes=59, seconds=59)):
        assert api.get("me").status_code == 200
    with clock.at(monday_morning + timedelta(hours=1)):
        assert refused(api.get("me"))


def test_a_revoked_token_is_dead_at_once(api_of, bo):
    api = api_of(bo)
    tokens.revoke(ApiToken.objects.get(agent=bo), by=Actor.agent(bo))
    assert refused(api.get("me"))


@pytest.mark.parametrize("_case", ["agent", "login"])
def test_who_may_not_sign_in_may_not_call_either(api_of, bo, _case):
    api = api_of(bo)
    ended = bo if _case == "agent" else bo.user
    type(ended).objects.filter(pk=ended.pk).update(is_active=False)
    assert refused(api.get("me"))


def test_a_token_is_nothing_at_another_companys_address(bo, gus):
    assert refused(Api(bo, host="globex.localhost").get("me"))
    assert refused(Api(gus, host="acme.localhost").get("me"))


def test_a_signed_in_browser_is_nobody_to_the_api(client_of, ada):
    browser = client_of(ada)
    assert refused(browser.get("/api/v1/tickets"))
    assert refused(browser.post("/api/v1/tickets", {}, content_type="application/json"))


def test_a_reading_token_changes_nothing(api_of, ada, a_ticket):
    number = a_ticket().number
    api = api_of(ada, scope="read")
    assert api.get("tickets").status_code == 200
    assert api.patch(f"tickets/{number}", {"priority": "urgent"}).status_code == 403
    assert api.post("tickets", {"subject": "x"}).status_code == 403
    assert list(Ticket.objects.values_list("number", "priority")) == [(number, 2)]


def test_use_is_noted_at_most_once_a_minute(api_of, bo, monday_morning):
    api = api_of(bo)
    noted = []
    for seconds in (0, 30, 59, 61, 90):
        with clock.at(monday_morning + timedelta(seconds=seconds)):
            api.get("me")
            noted.append((ApiToken.objects.get(agent=bo).last_used_at - monday_morning).seconds)
    assert noted == [0, 0, 0, 61, 61]


def test_no_foreign_page_is_ever_let_in(api_of, bo):
    """No CORS: nothing is reflected, and a preflight is no method of ours (row 26)."""
    api = api_of(bo)
    answer = api.get("me", headers={"Origin": "https://evil.test"})
    asked = {"Origin": "https://evil.test", "Access-Control-Request-Method": "POST"}
    preflight = api.client.options("/api/v1/tickets", headers=asked)
    with_token = api.client.options("/api/v1/tickets", headers={**asked, "Authorization": f"Bearer {api.secret}"})
    assert not [
        name
        for name in [*answer.headers, *preflight.headers, *with_token.headers]
        if name.lower().startswith("access-control")
    ]
    assert (preflight.status_code, with_token.status_code) == (401, 405)
