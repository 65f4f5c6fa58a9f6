"""Approvals at the desk and in the settings."""

import re

import pytest

from tickets.models import Approval, ApprovalKind, Ticket


@pytest.fixture
def credit(acme):
    return ApprovalKind.objects.create(name="Credit", unit="EUR", limits={"agent": "50", "manager": "500"})


@pytest.fixture
def ticket(a_ticket):
    return a_ticket(subject="Export")


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def ask(client, ticket, kind, amount, because="Twice"):
    path = f"/desk/tickets/{ticket.number}/approvals/"
    return client.post(path, {"kind": kind.pk, "amount": amount, "because": because}, follow=True)


def test_asked_seen_decided(client_of, bo, mia, ticket, credit):
    asked = ask(client_of(bo), ticket, credit, "120")
    assert "to be decided by" in text(asked)
    assert "waits for a decision" in text(client_of(bo).get(f"/desk/tickets/{ticket.number}/"))
    approval = Approval.objects.get()
    assert "Credit 120 EUR" in text(client_of(mia).get("/desk/approvals/"))
    assert "Nothing waits for you" in text(client_of(bo).get("/desk/approvals/"))
    done = client_of(mia).post(f"/desk/approvals/{approval.pk}/", {"decision": "granted"}, follow=True)
    assert "Granted" in text(done)
    assert "waits for a decision" not in text(client_of(bo).get(f"/desk/tickets/{ticket.number}/"))


@pytest.mark.parametrize(
    ("post", "says"),
    [
        ({"decision": "refused"}, "Say why"),
        ({}, "Choose whether"),
        ({"decision": "withdrawn"}, "Only who asked"),
    ],
)
def test_a_wrong_answer_is_refused_in_words(client_of, bo, mia, ticket, credit, post, says):
    ask(client_of(bo), ticket, credit, "120")
    approval = Approval.objects.get()
    assert says in text(client_of(mia).post(f"/desk/approvals/{approval.pk}/", post, follow=True))
    approval.refresh_from_db()
    assert approval.state == "waiting"


@pytest.mark.parametrize(
    ("amount", "says"), [("", "how many EUR"), ("-1", "greater"), ("x", "number"), ("1e20", "digits")]
)
def test_a_wrong_amount_is_named(client_of, bo, ticket, credit, amount, says):
    answer = ask(client_of(bo), ticket, credit, amount)
    assert (answer.status_code, says in text(answer)) == (422, True)
    assert not Approval.objects.exists()


def test_a_light_agent_reads_and_does_not_ask(client_of, lin, ticket, credit):
    assert "Grant or ask" not in text(client_of(lin).get(f"/desk/tickets/{ticket.number}/approvals/"))
    assert ask(client_of(lin), ticket, credit, "1").status_code == 403


def test_without_a_kind_the_page_says_who_makes_one(client_of, bo, ada, ticket):
    assert "An administrator sets" in text(client_of(bo).get(f"/desk/tickets/{ticket.number}/approvals/"))
    assert "/settings/approvals/" in client_of(ada).get(f"/desk/tickets/{ticket.number}/approvals/").content.decode()


def test_the_limits_are_set_in_the_settings(client_of, ada, bo):
    form = {
        "name": "Refund",
        "unit": "EUR",
        "limit_agent": "20",
        "limit_manager": "200",
        "limit_admin": "900",
        "hours_to_decide": "8",
    }
    done = client_of(ada).post("/settings/approvals/new/", form | {"is_active": "on"}, follow=True)
    assert "Agent: 20 EUR" in text(done)
    kind = ApprovalKind.objects.get(name="Refund")
    assert (kind.limits, kind.hours_to_decide) == ({"agent": "20", "manager": "200", "admin": "900"}, 8)
    changed = form | {"limit_agent": "", "approver": ada.pk, "deputy": bo.pk}
    client_of(ada).post(f"/settings/approvals/{kind.pk}/", changed)
    kind.refresh_from_db()
    assert (kind.limits, kind.approver, kind.deputy, kind.is_active) == (
        {"manager": "200", "admin": "900"},
        ada,
        bo,
        False,
    )


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"limit_manager": "10"}, "cannot decide less"),
        ({"limit_admin": ""}, "cannot decide less"),
        ({"hours_to_decide": "0"}, "greater than or equal to 1"),
        ({"name": ""}, "required"),
        ({"deputy": "ada"}, "choose who decides first"),
        ({"approver": "ada", "deputy": "ada"}, "somebody else"),
    ],
)
def test_limits_that_contradict_are_refused(client_of, ada, wrong, says):
    form = {
        "name": "Refund",
        "unit": "EUR",
        "limit_agent": "20",
        "limit_manager": "200",
        "limit_admin": "900",
        "hours_to_decide": "8",
    }
    form |= {name: ada.pk if value == "ada" else value for name, value in wrong.items()}
    answer = client_of(ada).post("/settings/approvals/new/", form)
    assert (answer.status_code, says in text(answer)) == (422, True)


def test_a_new_company_has_an_example_that_is_switched_off(acme, client_of, ada):
    assert "switched off" in text(client_of(ada).get("/settings/approvals/"))
    assert Ticket.objects.filter(approval_due_at__isnull=False).count() == 0
