"""Nothing is taken away under a rule: what it speaks of stays, with the places named, and is followed when renamed."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helpdesk.accounts import teams, uses
from helpdesk.accounts.models import Skill, Team
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from sla import escalation_rules, escalation_templates, levels, policies
from sla.engine.terms import Target
from sla.models import EscalationRule, EscalationTemplate, MatrixRow, Policy
from tickets import categories, tags
from tickets.automation import macros, rules, tracing
from tickets.models import Category, Macro, Mailbox, OwnQueue, Rule, SkillNeed, Status, Tag
from tickets.routing import needs

BY = Actor.system("test")


def about(field: str, *values, op: str = "in") -> dict:
    return {"all": [{"field": field, "op": op, "value": [str(value) for value in values]}], "any": []}


def a_rule(name: str, conditions=None, *actions) -> Rule:
    written = {"name": name, "events": ["opened"], "conditions": conditions or {"all": [], "any": []}}
    return rules.make(written | {"actions": list(actions) or [{"do": "note", "text": "x"}]}, by=BY, is_active=True)


def an_escalation(name: str, conditions=None, *actions) -> EscalationRule:
    rule = EscalationRule(name=name, trigger="unassigned", amount=60, conditions=conditions or {})
    rule.actions = list(actions) or [{"do": "raise_priority"}]
    return escalation_rules.save(rule, by=BY)


def a_policy(name: str, conditions: dict) -> Policy:
    policy = policies.make(name, conditions, by=BY)
    policies.publish(policy, policies.Draft({("first_response", "normal"): Target(3600)}), by=BY)
    return policy


def places(thing: str, value) -> list[str]:
    return [use.what for use in uses.of(thing, value)]


def test_a_team_that_is_spoken_of_stays_and_says_where(acme, ada, client_of, mia):
    team = Team.objects.create(name="Night", lead=mia)
    Team.objects.create(name="Day", fallback_team=team)
    a_rule("R1", about("team", team.pk))
    a_rule("R2", None, {"do": "reassign", "team": team.pk})
    an_escalation("E", None, {"do": "reassign", "team": team.pk})
    a_policy("P", about("team", team.pk))
    Macro.objects.create(name="M1", changes={"team": team.pk})
    Macro.objects.create(name="M2", team=team)
    OwnQueue.objects.create(name="Q1", team=team)
    OwnQueue.objects.create(name="Q2", conditions=about("team", team.pk))
    Mailbox.objects.create(address="night@acme.test", team=team)
    levels.save_row(MatrixRow(level=2, team=team), by=BY)
    escalation_templates.save(EscalationTemplate(level=2, team=team, questions=[{"label": "Why"}]), by=BY)
    expected = [
        "the team Day, which falls back to it", "the rule “R1”", "the rule “R2”", "the macro “M1”", "the macro “M2”",
        "the queue “Q1”", "the queue “Q2”", "the mailbox night@acme.test", "the SLA policy “P”",
        "the escalation rule “E”",
        "level 2 of the escalation matrix", "what it asks at level 2",
    ]  # fmt: skip
    assert sorted(places("team", team.pk)) == sorted(expected)
    # when somebody removes it after all, nothing happens and the places are named
    with pytest.raises(ValidationError, match="the rule “R1”"):
        teams.remove(team, by=BY)
    page = client_of(ada).get(f"/settings/teams/{team.pk}/removal/").content.decode()
    assert "Change them first" in page
    assert client_of(ada).post(f"/settings/teams/{team.pk}/removal/", follow=True).status_code == 200
    assert Team.objects.filter(pk=team.pk).exists()
    # and every place leads to a page
    for use in uses.of("team", team.pk):
        assert client_of(ada).get(use.href).status_code == 200, use


def test_a_team_nobody_speaks_of_goes(acme):
    team = Team.objects.create(name="Night")
    teams.remove(team, by=BY)
    assert not Team.objects.filter(name="Night").exists()


@pytest.mark.parametrize("use", ["a condition", "an action", "a macro", "a skill", "a policy", "an escalation"])
def test_a_tag_that_is_spoken_of_is_not_removed(acme, use):
    tag = tags.make("star", by=BY)
    match use:
        case "a condition":
            a_rule("R", about("tags", "star", op="has_any"))
        case "an action":
            a_rule("R", None, {"do": "tag", "text": "Gold, STAR"})
        case "a macro":
            Macro.objects.create(name="M", changes={"add_tags": ["star"]})
        case "a skill":
            SkillNeed.objects.create(skill=Skill.objects.create(name="Platinum"), tag=tag)
        case "a policy":
            a_policy("P", about("tags", "star", op="has_all"))
        case "an escalation":
            an_escalation("E", about("tags", "star", op="has_none"))
    with pytest.raises(ValidationError, match="It is used: the "):
        tags.remove(tag, by=BY)
    assert Tag.objects.filter(name="star").exists()


@pytest.mark.parametrize("how", ["renamed", "merged"])
def test_a_tag_that_is_renamed_or_merged_is_followed_everywhere(acme, how):
    tag = tags.make("star", by=BY)
    spoken = about("tags", "star", "gold", op="has_any")
    rule = a_rule("R", spoken, {"do": "tag", "text": "star, other"}, {"do": "untag", "text": "star"})
    escalation = an_escalation("E", spoken, {"do": "tag", "text": "star"})
    policy = a_policy("P", spoken)
    macro = Macro.objects.create(name="M", changes={"add_tags": ["star", "late"], "priority": "high"})
    queue = OwnQueue.objects.create(name="Q", conditions=spoken)
    if how == "renamed":
        tags.rename(tag, "important", by=BY)
    else:
        tags.merge(tag, tags.make("important", by=BY), by=BY)
    for each in (rule, escalation, policy, macro, queue):
        each.refresh_from_db()
        if each is not macro:
            assert each.conditions["all"][0]["value"] == ["important", "gold"]
    assert rule.actions == [{"do": "tag", "text": "important, other"}, {"do": "untag", "text": "important"}]
    assert escalation.actions == [{"do": "tag", "text": "important"}]
    assert macro.changes == {"add_tags": ["important", "late"], "priority": "high"}
    # the rule has a version that says so, and the way back
    assert rule.versions.get(number=2).changes == "star → important"
    said = Event.objects.filter(kind__in=["rule.changed", "escalation_rule.changed", "policy.changed"])
    assert said.filter(data__changes="star → important").count() == 3


def test_a_rule_that_is_off_keeps_nothing_but_shows_what_it_lost(acme):
    tag = tags.make("star", by=BY)
    rule = rules.switch(a_rule("R", about("tags", "star", op="has_any")), False, by=BY)
    tags.remove(tag, by=BY)
    standing = next(one for one in tracing.standings() if one.rule.pk == rule.pk)
    assert "is about something that is gone" in standing.broken[0]


def test_a_category_and_a_skill_that_are_spoken_of_stay(acme, ada, client_of):
    category = categories.make("Exports", by=BY)
    skill = Skill.objects.create(name="French")
    needs.set_for(skill, [category], [], [], by=BY)
    with pytest.raises(ValidationError, match="the skill “French”"):
        categories.remove(category, by=BY)
    needs.set_for(skill, [], [], [], by=BY)
    a_rule("R", about("category", category.pk))
    with pytest.raises(ValidationError, match="the rule “R”"):
        categories.remove(category, by=BY)
    a_rule("S", about("skills", skill.pk, op="has_any"))
    with pytest.raises(ValidationError, match="the rule “S”"):
        needs.remove_skill(skill, by=BY)
    for address in (f"categories/{category.pk}", f"skills/{skill.pk}"):
        assert "Change them first" in client_of(ada).get(f"/settings/{address}/removal/").content.decode()
        client_of(ada).post(f"/settings/{address}/removal/")
    assert Category.objects.filter(pk=category.pk).exists()
    assert Skill.objects.filter(pk=skill.pk).exists()


def test_a_macro_says_what_it_cannot_set_any_more(acme, ada, a_ticket, client_of):
    status = Status.objects.create(name="Odd", customer_label="x", category="open", position=9, is_active=False)
    macro = Macro.objects.create(name="M", text="Hello", changes={"status": status.pk, "priority": "high"})
    told = ["Status: what it sets is not there or not offered any more; choose another, or leave it as it is."]
    ticket = a_ticket()
    assert macros.preview(macro, ticket, ada).broken == told
    assert macros.apply(macro, ticket, by=ada).broken == told
    ticket.refresh_from_db()
    assert ticket.priority_key == "high"
    assert told[0] in client_of(ada).get("/settings/macros/").content.decode()
    assert told[0] in client_of(ada).get(f"/settings/macros/{macro.pk}/").content.decode()
    assert told[0] in client_of(ada).get(f"/desk/tickets/{ticket.number}/macros/").content.decode()


def test_the_list_of_rules_asks_as_often_however_much_they_speak_of(acme, bo, mia):
    def grow(n: int) -> None:
        team, category = Team.objects.create(name=f"T{n}"), categories.make(f"C{n}", by=BY)
        status = Status.objects.create(name=f"S{n}", customer_label="x", category="open", position=20 + n)
        conditions = {"all": about("team", team.pk)["all"] + about("category", category.pk)["all"], "any": []}
        doing = [
            {"do": "reassign", "team": team.pk}, {"do": "category", "category": category.pk},
            {"do": "status", "status": status.pk}, {"do": "assign", "agent": [bo, mia][n % 2].pk},
            {"do": "follow", "agent": bo.pk}, {"do": "notify", "who": ["lead"], "agents": [mia.pk, bo.pk]},
        ]  # fmt: skip
        a_rule(f"R{n}", conditions, *doing)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert all(not one.broken for one in tracing.standings())
        return len(captured)

    grow(0)
    few = asked()
    for n in range(1, 5):
        grow(n)
    assert asked() == few


def test_what_is_gone_is_still_gone_where_names_are_read_together(acme):
    team = Team.objects.create(name="Night")
    rule = a_rule("R", about("team", team.pk), {"do": "reassign", "team": team.pk})
    Team.objects.filter(pk=team.pk).delete()
    standing = next(one for one in tracing.standings() if one.rule.pk == rule.pk)
    assert standing.broken == [
        "“Team is one of (gone)” is about something that is gone: choose another, or remove this condition.",
        "“hand over to a team that is gone”: choose another team.",
    ]
