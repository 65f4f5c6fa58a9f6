"""Conditions as people write them: what is refused, what has gone since, and why a ticket fits or does not."""

import pytest

from helpdesk.accounts.models import Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from tests.sla.worlds import utc
from tickets import triage
from tickets.automation.conditions import reading
from tickets.automation.conditions.judging import judge
from tickets.models import Category, Tag

BY = Actor.system("test")


def one(field, op, *value):
    row = {"field": field, "op": op} | ({"value": list(value)} if value else {})
    return {"all": [row], "any": []}


@pytest.mark.parametrize(
    ("_case", "conditions", "where"),
    [
        ("no object", [], "conditions"),
        ("an unknown list", {"none": []}, "conditions"),
        ("a list that is none", {"all": {}}, "conditions"),
        ("an unknown field", one("mood", "in", "bad"), "all[0].field"),
        ("an own field that there is not", one("field.mood", "in", "bad"), "all[0].field"),
        ("a comparison that does not fit", one("tags", "in", "vip"), "all[0].op"),
        ("nothing to compare with", one("type", "in"), "all[0].value"),
        ("only blanks", one("type", "in", " ", "\x00"), "all[0].value"),
        ("a value that there is not", one("priority", "in", "enormous"), "all[0].value"),
        ("a team that there is not", one("team", "in", "999999"), "all[0].value"),
        ("a team by a word", one("team", "in", "Support"), "all[0].value"),
        ("no length of time", one("created", "older", "soon"), "all[0].value"),
        ("two lengths of time", one("created", "older", "1 d", "2 d"), "all[0].value"),
        ("no number", one("reopened", "more", "often"), "all[0].value"),
        ("far too long", one("type", "in", "x" * 501), "all[0].value"),
        ("far too many", {"all": [{"field": "type", "op": "is_set"}] * 51}, "conditions"),
    ],
)
def test_what_cannot_work_is_refused_with_its_place(acme, _case, conditions, where):
    with pytest.raises(reading.ConditionsRefused) as refused:
        reading.read(conditions)
    assert (refused.value.field, bool(refused.value.message)) == (where, True)


def test_a_category_includes_what_stands_below_it(a_ticket):
    root = Category.objects.create(name="Product", path="Product")
    leaf = Category.objects.create(name="Exports", parent=root, path="Product › Exports")
    ticket = triage.set_category(a_ticket(), leaf, by=BY)
    assert judge(reading.read(one("category", "in", str(root.pk))), ticket).holds
    assert not judge(reading.read(one("category", "not_in", str(root.pk))), ticket).holds
    assert judge(reading.read(one("category", "not_in", str(root.pk))), a_ticket()).holds


def test_the_deciding_predicate_is_told_with_names_and_with_what_the_ticket_has(a_ticket):
    team = Team.objects.create(name="Second line")
    verdict = judge(reading.read(one("team", "in", str(team.pk))), a_ticket())
    assert verdict.because == "Team is one of Second line: not so, it is Support"
    verdict = judge(reading.read(one("priority", "in", "urgent", "high")), a_ticket())
    assert verdict.because == "Priority is one of Urgent, High: not so, it is Normal"
    assert judge({"all": [], "any": []}, a_ticket()).because == "it takes every ticket"


def test_words_are_compared_without_regard_to_case(a_ticket):
    ticket = a_ticket(subject="PASSWORT vergessen")
    assert judge(reading.read(one("subject", "contains", "passwort")), ticket).holds
    assert not judge(reading.read(one("subject", "not_contains", "Passwort", "login")), ticket).holds


def test_what_a_condition_is_about_and_is_gone_is_named(acme):
    team = Team.objects.create(name="Second line")
    Tag.objects.create(name="vip")
    kept = reading.read(
        {"all": [*one("team", "in", str(team.pk))["all"], *one("tags", "has_any", "VIP ")["all"]], "any": []}
    )
    assert reading.broken(kept) == []
    team.delete()
    Tag.objects.all().delete()
    first, second = reading.broken(kept)
    assert first.startswith("“Team is one of (gone)” is about something that is gone")
    assert "Tags has any of" in second
    assert reading.broken({"all": [{"field": "field.old", "op": "is_set"}]}) == [
        "“old” is no field any more: remove this condition."
    ]


def test_a_rule_may_ask_whether_the_company_is_open(a_ticket):
    asked = reading.read(one("open_now", "in", "true"))
    ticket = a_ticket()
    with clock.at(utc("2026-06-05 14:59:59")):  # Friday, a second before five in Berlin
        assert judge(asked, ticket).holds
    with clock.at(utc("2026-06-05 15:00")):
        assert not judge(asked, ticket).holds
