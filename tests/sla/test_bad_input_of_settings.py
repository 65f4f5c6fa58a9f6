"""Bad input into the settings about time and automation, by the names it has in the product's brief.

Each is refused with the reason and the field, or shown as broken with what to do. Nothing is silently skipped.
"""

import pytest

from helpdesk.accounts.models import Agent, AgentSkill, Skill, User
from helpdesk.events.actors import Actor
from sla import escalation_rules, opening_hours, policies
from sla.calendar_reading import CalendarRefused
from sla.engine.terms import Target
from sla.models import EscalationRule, Policy
from tickets.automation import echoes, rules, tracing
from tickets.automation.actions.registry import RuleRefused
from tickets.models import Rule
from tickets.routing import lines

BY = Actor.system("test")
OPEN = {"tz": "Europe/Berlin", "weekly": {"mon": [["09:00", "17:00"]]}}
TAG = {"do": "tag", "text": "x"}
PROMISED = {("first_response", "low"): Target(60)}
ANSWER = {"do": "answer", "text": "Hello"}


def about(field: str, op: str, *values) -> dict:
    return {"all": [{"field": field, "op": op, **({"value": list(values)} if values else {})}], "any": []}


@pytest.mark.parametrize(
    ("_case", "calendar", "says"),
    [
        ("a calendar without an open hour", OPEN | {"weekly": {}}, "weekly"),
        ("a calendar whose only day is empty", OPEN | {"weekly": {"mon": []}}, "weekly"),
        ("an unknown zone", OPEN | {"tz": "Europe/Atlantis"}, "tz"),
        ("no zone", {"weekly": OPEN["weekly"]}, "tz"),
        ("an hour that is none", OPEN | {"weekly": {"mon": [["09:00", "25:00"]]}}, "weekly"),
        ("hours of no length", OPEN | {"weekly": {"mon": [["09:00", "09:00"]]}}, "weekly"),
        ("an exception on a day that is none", OPEN | {"exceptions": {"2026-02-30": []}}, "exceptions"),
        ("a yearly exception on a day that is none", OPEN | {"yearly": {"13-01": []}}, "yearly"),
    ],
)
def test_calendars(acme, _case, calendar, says):
    with pytest.raises(CalendarRefused) as refused:
        opening_hours.make("Odd", calendar, by=BY)
    assert says in str(refused.value)


def test_exceptions_that_contradict_each_other(ada, client_of):
    hours = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00–17:00") | {"sat": "", "sun": ""}
    written = {"name": "Odd", "zone": "UTC", "effective_from": ""} | hours
    written |= {"exceptions": "2026-06-08 closed\n2026-06-08 09:00–12:00"}
    answer = client_of(ada).post("/settings/calendars/new/", written)
    assert answer.status_code == 422
    assert "2026-06-08" in " ".join(answer.context["form"].errors["exceptions"])


@pytest.mark.parametrize(
    ("_case", "conditions", "targets", "is_default", "field"),
    [
        (
            "a target of zero",
            about("tier", "in", "gold"),
            {("first_response", "low"): Target(0)},
            False,
            "first_response.low",
        ),
        ("no target at all", about("tier", "in", "gold"), {}, False, "target"),
        ("no conditions", {}, PROMISED, False, "conditions"),
        ("a default policy with conditions", about("tier", "in", "gold"), PROMISED, True, "conditions"),
        (
            "priority as a condition",
            about("priority", "in", "high"),
            PROMISED,
            False,
            "",
        ),
    ],
)
def test_policies(acme, _case, conditions, targets, is_default, field):
    pk = Policy.objects.get(is_default=True).pk if is_default else None
    with pytest.raises((policies.PolicyRefused, policies.conditions.ConditionsRefused)) as refused:
        policies.save(pk, "Odd", conditions, True, policies.Draft(targets), by=BY)
    assert field in refused.value.field
    assert refused.value.message


@pytest.mark.parametrize(
    ("_case", "values", "field"),
    [
        ("a rule that would match everything", {"actions": [ANSWER]}, "for_every_ticket"),
        (
            "one whose condition always holds",
            {"conditions": about("channel", "is_set"), "actions": [ANSWER]},
            "for_every",
        ),
        ("a rule that does nothing", {"actions": []}, "actions"),
        ("a rule without an occasion", {"events": []}, "events"),
        ("both events and a time", {"since": "created", "wait_seconds": 600}, "events"),
        ("a time of nothing", {"events": [], "since": "created", "wait_seconds": 0}, "wait_seconds"),
        ("a field that is none", {"conditions": about("mood", "in", "bad")}, "all[0].field"),
        ("a comparison that does not fit", {"conditions": about("subject", "more", "3")}, "all[0].op"),
        ("a team that is none", {"conditions": about("team", "in", "999999")}, "all[0].value"),
        ("an action that is none", {"actions": [{"do": "dance"}]}, "actions[0]"),
        ("an agent who is none", {"actions": [{"do": "assign", "agent": 999999}]}, "actions[0].agent"),
        ("no ticket an hour", {"most_an_hour": 0}, "most_an_hour"),
    ],
)
def test_rules(acme, _case, values, field):
    written = {"name": "Odd", "events": ["opened"], "actions": [TAG]} | values
    with pytest.raises((RuleRefused, rules.reading.ConditionsRefused)) as refused:
        rules.make(written, by=BY)
    assert refused.value.field.startswith(field)
    assert refused.value.message


def test_a_rule_that_would_feed_itself_is_told_and_never_does(acme, a_ticket, ada, client_of):
    from helpdesk.events.delivering import deliver_all
    from tickets import triage
    from tickets.models import RuleRun

    values = {"name": "Echo", "events": ["tags"], "actions": [{"do": "tag", "text": "again"}]}
    echo = rules.make(values, by=BY, is_active=True)
    other = rules.make(
        {"name": "Back", "events": ["tags"], "actions": [{"do": "untag", "text": "again"}]}, by=BY, is_active=True
    )
    assert echoes.own(values) == ["The tags change"]
    assert echoes.of_others(echo) == ["Back"]
    page = client_of(ada).get(f"/settings/rules/{echo.pk}/").content.decode()
    assert "It listens to what it brings about itself" in page
    assert "It sets off Back, which sets it off in turn" in page
    ticket = a_ticket()
    triage.change_tags(ticket, add=["first"], by=Actor.agent(ada))
    deliver_all()
    acted = RuleRun.objects.fired()
    assert 1 <= acted.filter(rule=echo).count() <= 2
    assert 1 <= acted.filter(rule=other).count() <= 2


def test_an_agent_without_a_team_is_named_where_tickets_are_given_out(ada, client_of):
    user = User.objects.create_user("solo@acme.test", "x", name="Solo")
    Agent.objects.create(user=user, name="Solo", role="agent")
    assert "Solo" in client_of(ada).get("/settings/routing/").content.decode()


def test_a_deleted_skill_is_a_broken_rule_and_a_broken_line_that_say_what_to_do(acme, bo, ada, client_of):
    from helpdesk.accounts.models import Team
    from tickets.models import TeamLine

    skill = Skill.objects.create(name="French")
    AgentSkill.objects.create(skill=skill, agent=bo, level=2)
    conditions = about("skills", "has_any", str(skill.pk))
    rule = rules.make({"name": "French", "events": ["opened"], "conditions": conditions, "actions": [TAG]}, by=BY)
    escalation = EscalationRule(name="E", trigger="idle", amount=60, conditions=conditions, actions=[TAG])
    escalation = escalation_rules.save(escalation, by=BY)
    lines.save(TeamLine(team=Team.objects.first(), conditions=conditions), by=BY)
    Skill.objects.filter(pk=skill.pk).delete()  # as an import or an older version may have done
    rule.refresh_from_db()
    what_to_do = "is about something that is gone: choose another, or remove this condition."
    assert what_to_do in " ".join(next(one.broken for one in tracing.standings() if one.rule.pk == rule.pk))
    assert what_to_do in " ".join(escalation_rules.broken(escalation))
    assert what_to_do in client_of(ada).get("/settings/routing/").content.decode()
    with pytest.raises(RuleRefused, match="gone"):
        rules.switch(Rule.objects.get(pk=rule.pk), True, by=BY)
