"""Approvals by API: within one's limit at once, above it asked, decided once and by nobody for themselves."""

from decimal import Decimal

import pytest

from tests.api import fields_named
from tickets.models import Approval, ApprovalKind


@pytest.fixture
def credit(acme):
    return ApprovalKind.objects.create(name="Credit", unit="EUR", limits={"agent": "50", "admin": "500"})


def asked(api, ticket, kind, amount, **more) -> dict:
    answer = api.post(
        f"tickets/{ticket.number}/approvals", {"kind": kind.pk, "amount": amount, "because": "Late"}, **more
    )
    assert answer.status_code == 201
    return answer.json()


def test_within_the_limit_it_is_granted_above_it_asked(api_of, bo, ada, a_ticket, credit):
    ticket, api = a_ticket(), api_of(bo)
    assert asked(api, ticket, credit, "50")["state"] == "granted"
    above = asked(api, ticket, credit, "50.01")
    assert (above["state"], above["may_decide"], "Ada" in above["asked_of"]) == ("waiting", False, True)
    assert api_of(ada).get(f"approvals/{above['id']}").json()["may_decide"] is True
    listed = api.get(f"tickets/{ticket.number}/approvals", state="waiting").json()["results"]
    assert [one["id"] for one in listed] == [above["id"]]


def test_asking_twice_with_one_key_asks_once(api_of, bo, a_ticket, credit):
    ticket, api = a_ticket(), api_of(bo)
    assert len({asked(api, ticket, credit, "90", headers={"Idempotency-Key": "a"})["id"] for _n in range(2)}) == 1
    assert Approval.objects.count() == 1


def test_somebody_who_may_decides_once(api_of, bo, ada, a_ticket, credit):
    one = asked(api_of(bo), a_ticket(), credit, "90")
    path, api = f"approvals/{one['id']}", api_of(ada)
    assert fields_named(api.patch(path, {"state": "refused"})) == {"answer"}
    done = api.patch(path, {"state": "granted"})
    assert (done.status_code, done.json()["state"], done.json()["decided_by"]["name"]) == (200, "granted", "Ada")
    assert api.patch(path, {"state": "refused", "answer": "No"}).status_code == 409


def test_nobody_decides_for_themselves_and_a_light_agent_nothing(api_of, bo, lin, a_ticket, credit):
    api, ticket = api_of(bo), a_ticket()
    one = asked(api, ticket, credit, "90")
    assert api.patch(f"approvals/{one['id']}", {"state": "granted"}).status_code == 409
    assert api_of(lin).patch(f"approvals/{one['id']}", {"state": "granted"}).status_code == 409
    assert api_of(lin).post(f"tickets/{ticket.number}/approvals", {}).status_code == 403
    assert api.patch(f"approvals/{one['id']}", {"state": "withdrawn"}).json()["state"] == "withdrawn"
    assert Approval.objects.get().amount == Decimal("90")


def test_what_is_missing_is_named(api_of, bo, a_ticket, credit):
    path, api = f"tickets/{a_ticket().number}/approvals", api_of(bo)
    assert fields_named(api.post(path, {"kind": credit.pk, "because": "x"})) == {"amount"}
    assert fields_named(api.post(path, {"kind": 0, "amount": -1})) == {"kind", "amount", "because"}


def test_kinds_say_how_far_each_role_reaches(api_of, bo, credit):
    listed = api_of(bo).get("approval-kinds").json()["results"]
    assert [one["limits"] for one in listed if one["name"] == "Credit"] == [{"agent": "50", "admin": "500"}]


def test_approvals_of_another_company_are_nobodys(api_of, bo, gus, a_ticket, credit):
    one = asked(api_of(bo), a_ticket(), credit, "90")
    assert _answers(api_of(gus), one) == [404, 404]


def _answers(api, one) -> list:
    path = f"approvals/{one['id']}"
    return [api.get(path).status_code, api.patch(path, {"state": "granted"}).status_code]
