"""Recurring tickets, rules and skills by API: what their pages do, for whose role it is."""

import pytest

from helpdesk.accounts.models import AgentSkill, Skill
from helpdesk.events.actors import Actor
from tests.api import fields_named
from tickets.automation import rules
from tickets.models import Category, RecurringTicket, Rule, Status

WEEKLY = {
    "subject": "Check the backups", "text": "All three.", "requester": {"email": "ops@northwind.test"}, "every": "week",
    "weekdays": [4, 0, 4], "at_time": "09:00", "starts_on": "2026-06-01", "priority": "high",
}  # fmt: skip


@pytest.fixture
def a_rule(ada):
    def make(**values):
        values = {"name": "Tags all", "events": ["opened"], "actions": [{"do": "tag", "text": "seen"}]} | values
        return rules.make(values, by=Actor.agent(ada))

    return make


def test_a_recurring_ticket_is_made_changed_and_taken_away(api_of, ada, monday_morning):
    api = api_of(ada)
    made = [api.post("recurring-tickets", WEEKLY, headers={"Idempotency-Key": "a"}).json() for _n in range(2)]
    assert (made[0], RecurringTicket.objects.count()) == (made[1], 1)
    assert (made[0]["weekdays"], made[0]["priority"], made[0]["next_at"]) == ([0, 4], "high", "2026-06-05T07:00:00Z")
    path = f"recurring-tickets/{made[0]['id']}"
    changed = api.patch(path, {"is_active": False}).json()
    assert (changed["is_active"], changed["next_at"], changed["subject"]) == (False, None, WEEKLY["subject"])
    assert [api.delete(path).status_code for _n in range(2)] == [204, 404]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("ends_on", {"ends_on": "2026-05-01"}),
        ("ends_on", {"ends_on": "2026-06-01", "weekdays": [2]}),
        ("month_day", {"month_day": 0}),
        ("step", {"step": 0}),
        ("every", {"every": "hour"}),
        ("weekdays.0", {"weekdays": [7]}),
        ("at_time", {"at_time": "25:00"}),
        ("requester.email", {"requester": {"email": "support@acme.test"}}),
    ],
)
def test_one_that_could_not_come_is_refused_by_its_field(api_of, ada, monday_morning, field, change):
    answer = api_of(ada).post("recurring-tickets", WEEKLY | change)
    assert (answer.status_code, fields_named(answer)) == (400, {field})
    assert not RecurringTicket.objects.exists()


def test_a_rule_is_tried_and_switched_on(api_of, ada, a_ticket, a_rule):
    rule, ticket, api = a_rule(), a_ticket(), api_of(ada)
    tried = api.get(f"rules/{rule.pk}/trial").json()
    assert (tried["count"], [one["number"] for one in tried["tickets"]]) == (1, [ticket.number])
    assert api.patch(f"rules/{rule.pk}", {"is_active": True}).json()["is_active"] is True
    assert [one["is_active"] for one in api.get("rules").json()["results"] if one["id"] == rule.pk] == [True]


def test_a_broken_rule_says_what_is_gone_and_stays_off(api_of, ada, a_rule):
    gone = Status.objects.create(name="Gone", customer_label="x", category="open", position=9)
    rule, api = a_rule(actions=[{"do": "status", "status": gone.pk}]), api_of(ada)
    gone.delete()
    assert len(api.get(f"rules/{rule.pk}").json()["broken"]) == 1
    assert api.patch(f"rules/{rule.pk}", {"is_active": True}).status_code == 409
    assert api.get(f"rules/{rule.pk}/trial").status_code == 409
    assert not Rule.objects.get(pk=rule.pk).is_active


def test_a_paused_rule_goes_on(api_of, ada, a_rule, monday_morning):
    rule, api = a_rule(), api_of(ada)
    Rule.objects.filter(pk=rule.pk).update(paused_at=monday_morning, paused_because="too many")
    assert fields_named(api.patch(f"rules/{rule.pk}", {"is_paused": True})) == {"is_paused"}
    assert api.patch(f"rules/{rule.pk}", {"is_paused": False}).json()["is_paused"] is False


def test_a_skill_is_made_changed_and_removed(api_of, ada, bo):
    # given
    api, category = api_of(ada), Category.objects.order_by("id").first()
    words = {"name": "French", "holders": [{"agent": bo.pk, "level": "expert"}], "languages": ["fr", "FR"]}
    # when
    made = api.post("skills", words | {"categories": [category.pk]}).json()
    # then
    assert [(one["agent"]["name"], one["level"]) for one in made["holders"]] == [("Bo", "expert")]
    assert (made["languages"], [one["id"] for one in made["categories"]]) == (["fr"], [category.pk])
    path = f"skills/{made['id']}"
    # a skill that tickets ask for stays
    assert api.delete(path).status_code == 409
    # a change of one thing leaves the others
    changed = api.patch(path, {"languages": [], "categories": []}).json()
    assert (len(changed["holders"]), changed["languages"], changed["name"]) == (1, [], "French")
    assert api.delete(path).status_code == 204
    assert not AgentSkill.objects.exists()


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("name", {"name": "German"}),
        ("tags", {"tags": ["nobody-has-this"]}),
        ("holders.0.agent", {"holders": [{"agent": 0}]}),
        ("holders.0.level", {"holders": [{"agent": 1, "level": "guru"}]}),
        ("languages.0", {"languages": ["französisch"]}),
    ],
)
def test_a_skill_that_cannot_be_is_refused_by_its_field(api_of, ada, field, change):
    Skill.objects.create(name="German")
    answer = api_of(ada).post("skills", {"name": "French"} | change)
    assert (answer.status_code, field in fields_named(answer)) == (400, True)
    assert not Skill.objects.filter(name="French").exists()


def test_only_administrators_change_settings(api_of, mia, a_rule):
    rule, skill, api = a_rule(), Skill.objects.create(name="French"), api_of(mia)
    answers = [
        api.post("recurring-tickets", WEEKLY),
        api.patch(f"rules/{rule.pk}", {"is_active": True}),
        api.post("skills", {"name": "x"}),
        api.delete(f"skills/{skill.pk}"),
    ]
    assert [one.status_code for one in answers] == [403] * 4
    assert api.get(f"skills/{skill.pk}").status_code == 200
