"""Rules ask what our mail servers found about the sender: DMARC, SPF and DKIM of the customer's newest mail."""

import pytest

from helpdesk.events.actors import Actor
from helpdesk.events.delivering import deliver_all
from tests.tickets.channels.letters import a_letter, deliver_letter
from tickets.automation import rules
from tickets.automation.conditions import reading
from tickets.automation.conditions.compiling import compiled
from tickets.automation.conditions.registry import field_named
from tickets.models import Rule, RuleRun, Ticket

BY = Actor.system("test")
OURS = "mx.helpdesk.test"


@pytest.fixture(autouse=True)
def a_server_in_front(acme, settings):
    settings.TRUSTED_AUTHSERV_IDS = [OURS]
    for rule in Rule.objects.existing():
        rules.remove(rule, by=BY)


def a_rule(field, value, op="in"):
    where = {"all": [{"field": field, "op": op, "value": [value]}], "any": []}
    values = {"name": field, "events": ["opened"], "conditions": where, "actions": [{"do": "tag", "text": "doubtful"}]}
    return rules.make(values, by=BY, is_active=True)


def because() -> list[tuple[str, str]]:
    return list(RuleRun.objects.order_by("id").values_list("outcome", "because"))


@pytest.mark.parametrize(
    ("field", "value", "said", "outcome", "reason"),
    [
        ("spf", "fail", "spf=fail smtp.mailfrom=northwind.test", "fired",
         "SPF result of the newest message is one of failed"),
        ("spf", "fail", "spf=softfail smtp.mailfrom=northwind.test", "no_match",
         "SPF result of the newest message is one of failed: not so, it is probably failed (softfail)"),
        ("spf", "softfail", "spf=softfail smtp.mailfrom=northwind.test", "fired",
         "SPF result of the newest message is one of probably failed (softfail)"),
        ("spf", "fail", "spf=permerror smtp.mailfrom=northwind.test", "fired",
         "SPF result of the newest message is one of failed"),
        ("spf", "none", "spf=neutral smtp.mailfrom=northwind.test", "fired",
         "SPF result of the newest message is one of no result"),
        ("spf", "none", "dkim=pass header.d=northwind.test", "fired",
         "SPF result of the newest message is one of no result"),
        ("dkim", "pass", "dkim=fail header.d=list.test; dkim=pass header.d=northwind.test", "fired",
         "DKIM result of the newest message is one of passed"),
        ("dkim", "fail", "dkim=fail header.d=northwind.test; spf=pass smtp.mailfrom=x.test", "fired",
         "DKIM result of the newest message is one of failed"),
        ("dkim", "fail", "spf=fail smtp.mailfrom=northwind.test", "no_match",
         "DKIM result of the newest message is one of failed: not so, it is no result"),
        ("sender_check", "fail", "dmarc=fail header.from=northwind.test", "fired",
         "Sender check (DMARC) of the newest message is one of failed"),
    ],
)  # fmt: skip
def test_a_rule_asks_what_was_found_and_says_what_it_saw(acme, field, value, said, outcome, reason):
    # given
    rule = a_rule(field, value)
    # when
    row = deliver_letter(acme, a_letter(Authentication_Results=f"{OURS}; {said}"))
    deliver_all()
    # then
    assert because() == [(outcome, reason)]
    assert row.ticket.ticket_tags.exists() is (outcome == "fired")
    # and the database, asked for all tickets, says the same
    assert Ticket.objects.filter(compiled(rule.conditions)).exists() is (outcome == "fired")


@pytest.mark.parametrize("field", ["sender_check", "spf", "dkim"])
def test_what_a_server_of_somebody_else_says_is_no_result(acme, field):
    a_rule(field, "none")
    forged = "mx.evil.test; dmarc=pass header.from=northwind.test; spf=pass smtp.mailfrom=northwind.test; dkim=pass"
    row = deliver_letter(acme, a_letter(Authentication_Results=forged))
    deliver_all()
    assert [outcome for outcome, _reason in because()] == ["fired"]
    assert row.ticket.ticket_tags.exists()


@pytest.mark.parametrize("field", ["sender_check", "spf", "dkim"])
def test_what_came_by_no_mail_has_no_check_at_all(a_ticket, field):
    ticket = a_ticket(channel="portal")
    assert field_named(field).value(ticket) == ""
    for op, value, fits in (("in", ["none"], False), ("not_in", ["pass"], True)):
        asked = reading.read({"all": [{"field": field, "op": op, "value": value}], "any": []})
        assert Ticket.objects.filter(compiled(asked), pk=ticket.pk).exists() is fits
    absent = reading.read({"all": [{"field": field, "op": "not_set"}], "any": []})
    assert Ticket.objects.filter(compiled(absent), pk=ticket.pk).exists()


@pytest.mark.parametrize("field", ["sender_check", "spf", "dkim"])
def test_the_newest_mail_of_the_customer_counts(acme, field):
    good, bad = (
        f"{OURS}; dmarc={said} header.from=northwind.test; spf={said} smtp.mailfrom=northwind.test; dkim={said}"
        for said in ("pass", "fail")
    )
    first = deliver_letter(acme, a_letter(Authentication_Results=good, Message_ID="<1@northwind.test>"))
    answer = {"Message_ID": "<2@northwind.test>", "Subject": f"Re: The printer [#{first.ticket.number}]"}
    assert field_named(field).value(first.ticket) == "pass"
    second = deliver_letter(acme, a_letter("Again.", Authentication_Results=bad, **answer))
    assert field_named(field).value(second.ticket) == "fail"


def test_the_builder_offers_them_with_their_values(client_of, ada):
    page = client_of(ada).get("/settings/rules/new/").content.decode()
    assert "SPF result of the newest message" in page
    assert "DKIM result of the newest message" in page
