"""The pages on which an administrator writes escalation rules, with the conditions and actions that rules have."""

import pytest

from helpdesk.accounts.models import Team
from helpdesk.events.models import Event
from sla.models import EscalationRule, MatrixRow, Policy
from tickets.automation.actions import registry


@pytest.fixture
def browser(ada, client_of):
    return client_of(ada)


def form(conditions=(), actions=({"do": "notify", "who": ["assignee"]},), **values) -> dict:
    sent = {
        "name": "Before it is late", "is_active": "on", "trigger": "percent", "metric": "first_response",
        "amount": "75", "basis": "business", "repeat_minutes": "", "repeat_times": "0",
    }  # fmt: skip
    for prefix, rows in (("conditions", conditions), ("actions", actions)):
        sent |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        for number, row in enumerate(rows):
            sent |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return sent | values


def test_a_rule_is_added_changed_and_removed(browser):
    row = {"part": "any", "field": "priority", "op": "in", "value": "high, urgent"}
    assert browser.post("/settings/escalations/new/", form([row])).status_code == 302
    made = EscalationRule.objects.get(name="Before it is late")
    assert (made.actions, made.conditions["any"][0]["field"]) == ([{"do": "notify", "who": ["assignee"]}], "priority")
    # when it is about tickets nobody took, the measure goes by itself
    changed = form(trigger="unassigned", amount="30", actions=[{"do": "raise_priority", "to": "urgent"}])
    assert browser.post(f"/settings/escalations/{made.pk}/", changed).status_code == 302
    made.refresh_from_db()
    assert (made.metric, made.actions[0], made.version) == ("", {"do": "raise_priority", "to": "urgent"}, 2)
    browser.post(f"/settings/escalations/{made.pk}/removal/")
    assert not EscalationRule.objects.existing().filter(pk=made.pk).exists()
    # and its name is free again
    assert browser.post("/settings/escalations/new/", form()).status_code == 302


def test_every_action_that_rules_have_is_offered_and_several_are_kept_in_their_order(browser, bo, acme):
    page = browser.get("/settings/escalations/new/").content.decode()
    assert [each.name for each in registry.all_actions() if f'value="{each.name}"' not in page] == []
    team = Team.objects.create(name="Night")
    actions = [
        {"do": "tag", "text": "late"}, {"do": "follow", "agent": bo.pk}, {"do": "reassign", "team": team.pk},
        {"do": "note", "text": "{{contact.name}} waits"}, {"do": "escalate"},
        {"do": "notify", "who": ["lead"], "agents": [bo.pk]},
    ]  # fmt: skip
    assert browser.post("/settings/escalations/new/", form(actions=actions)).status_code == 302
    kept = EscalationRule.objects.get(name="Before it is late").actions
    assert [row["do"] for row in kept] == ["tag", "follow", "reassign", "note", "escalate", "notify"]
    assert kept[-1] == {"do": "notify", "who": ["lead"], "agents": [bo.pk]}


def test_more_rows_are_given_without_judging_what_is_not_written_yet(browser):
    answer = browser.post("/settings/escalations/new/", form(actions=[], name="", more="1"))
    assert answer.status_code == 200
    assert len(answer.context["actions"]) == 1
    assert not answer.context["form"].errors


ANSWER = {"do": "answer", "text": "Sorry, it takes longer"}


@pytest.mark.parametrize(
    ("_case", "values", "field", "says"),
    [
        ("no name", {"name": " "}, "name", ""),
        ("name taken", {"name": "first response MISSED"}, "name", "exists already"),
        ("nothing to do", {"actions": []}, "__all__", "at least one action"),
        ("no trigger", {"trigger": ""}, "trigger", ""),
        ("no measure", {"metric": ""}, "metric", "measure"),
        ("too many percent", {"amount": "500"}, "amount", "between 1 and 400"),
        ("at once, for every ticket", {"trigger": "unassigned", "amount": "0"}, "amount", "between 1 and"),
        ("in a thousand years", {"trigger": "idle", "amount": "999999999"}, "amount", "between 1 and"),
        ("too many repeats", {"repeat_minutes": "5", "repeat_times": "11"}, "repeat_times", "ten times"),
        ("repeats without a time", {"repeat_times": "2"}, "repeat_minutes", "after how many minutes"),
        ("a time without repeats", {"repeat_minutes": "30"}, "repeat_times", "how often"),
        ("would write to every customer", {"actions": [ANSWER]}, "__all__", "match every ticket"),
    ],
)
def test_what_cannot_work_is_refused_beside_its_field(browser, _case, values, field, says):
    answer = browser.post("/settings/escalations/new/", form(**values))
    assert answer.status_code == 422
    assert says in " ".join(answer.context["form"].errors[field])
    assert not EscalationRule.objects.filter(name="Before it is late").exists()


@pytest.mark.parametrize(
    ("_case", "action", "field"),
    [
        ("no such agent", {"do": "follow", "agent": "999999"}, "agent"),
        ("no words", {"do": "note", "text": " "}, "text"),
        ("no such blank", {"do": "note", "text": "{{agent.password}}"}, "text"),
        ("nobody to tell", {"do": "notify"}, "who"),
    ],
)
def test_an_action_that_cannot_work_is_refused_in_its_row(browser, _case, action, field):
    answer = browser.post("/settings/escalations/new/", form(actions=[action]))
    assert answer.status_code == 422
    assert field in answer.context["actions"][0].errors


def test_what_a_rule_lost_or_never_meets_is_said_in_the_list(browser, acme):
    team = Team.objects.create(name="Night")
    row = {"part": "all", "field": "team", "op": "in", "value": str(team.pk)}
    browser.post("/settings/escalations/new/", form([row], name="About a team"))
    browser.post("/settings/escalations/new/", form(metric="periodic_update", name="About no promise"))
    Policy.objects.filter(name="Chat").update(is_active=False)
    chat = Policy.objects.get(name="Chat")
    browser.post("/settings/escalations/new/", form(name="Under no policy", policies=[chat.pk]))
    Team.objects.filter(pk=team.pk).delete()
    page = browser.get("/settings/escalations/")
    lost = {row["rule"].name: " ".join(row["broken"]) for row in page.context["rows"] if row["broken"]}
    assert lost.keys() == {"About a team", "About no promise", "Under no policy"}
    assert "is about something that is gone: choose another" in lost["About a team"]
    assert lost["About no promise"] == "No policy that it looks at promises “Regular update”: it never acts."
    assert lost["Under no policy"].startswith("None of its policies is in use")


def test_the_matrix_shows_the_rules_that_act_and_prints_all_of_it(browser, mia):
    team = Team.objects.create(name="Experts", lead=mia)
    MatrixRow.objects.create(level=1, team=team, tier="gold")
    browser.post("/settings/escalations/new/", form(actions=[{"do": "escalate"}], name="Up it goes"))
    page = browser.get("/settings/escalation-matrix/").content.decode()
    assert "Up it goes" in page
    assert "goes up a level" in page
    paper = browser.get("/settings/escalation-matrix/print/").content.decode()
    for said in ("Experts", "gold", "Mia", "Up it goes", "First response: at 75 % of the target", "escalate to the"):
        assert said in paper
    assert Event.objects.filter(kind="escalation_rule.changed", actor_kind="agent").count() == 1


QUESTIONS = {
    "level": "1", "team": "", "questions-TOTAL_FORMS": "3", "questions-INITIAL_FORMS": "0",
    "questions-0-label": "What was tried", "questions-0-required": "on",
    "questions-1-label": "By when", "questions-1-help": "A day and an hour", "questions-2-label": "",
}  # fmt: skip


def test_a_level_says_what_it_wants_to_know_and_the_agent_is_asked(browser, bo, client_of, a_ticket, mia):
    team = Team.objects.create(name="Experts", lead=mia)
    MatrixRow.objects.create(level=1, team=team)
    assert browser.post("/settings/escalation-matrix/questions/new/", QUESTIONS).status_code == 302
    ticket = a_ticket()
    desk, page = client_of(bo), f"/desk/tickets/{ticket.number}/escalation/"
    shown = desk.get(page).content.decode()
    assert "What was tried" in shown
    assert "A day and an hour" in shown
    # when a required answer is missing, it is named and nothing happens
    refused = desk.post(page, {"because": "It burns", "answer-1": "Friday"})
    assert refused.status_code == 422
    assert refused.context["form"].errors["answer-0"] == ["“What was tried” must be answered."]
    assert not Event.objects.filter(kind="ticket.escalated").exists()
    # when it is there, the note has all of it in order, and what was left open says so
    sent = {"because": "It <b>burns</b>", "answer-0": "Restart\nReinstall", "answer-1": ""}
    assert desk.post(page, sent).status_code == 302
    note = ticket.messages.get(kind="note")
    assert note.text == (
        "Escalated to level 1, Experts\n\nWhy\nIt <b>burns</b>\n\nWhat was tried\nRestart\nReinstall\n\n"
        "By when\n(not answered)"
    )
    assert "<strong>What was tried</strong><br>Restart<br>Reinstall" in note.html
    assert "It &lt;b&gt;burns&lt;/b&gt;" in note.html
    assert Event.objects.filter(kind="escalation_template.changed").count() == 1


def test_a_teams_own_questions_go_before_those_of_its_level(browser, acme):
    from sla import escalation_templates

    night, day = Team.objects.create(name="Night"), Team.objects.create(name="Day")
    browser.post("/settings/escalation-matrix/questions/new/", QUESTIONS)
    own = QUESTIONS | {"team": night.pk, "questions-0-label": "Who is awake"}
    browser.post("/settings/escalation-matrix/questions/new/", own)
    asked = [escalation_templates.questions_for(MatrixRow(level=1, team=team))[0]["label"] for team in (night, day)]
    assert asked == ["Who is awake", "What was tried"]
    assert escalation_templates.questions_for(MatrixRow(level=2, team=day)) == []


@pytest.mark.parametrize(
    ("_case", "values", "says"),
    [
        ("no level", {"level": "0"}, "greater than or equal to 1"),
        ("nothing asked", {"questions-0-label": "", "questions-1-label": " "}, "at least one question"),
        ("asked twice", {"questions-1-label": "what was TRIED"}, "are the same"),
    ],
)
def test_questions_that_cannot_work_are_refused(browser, _case, values, says):
    answer = browser.post("/settings/escalation-matrix/questions/new/", QUESTIONS | values)
    assert answer.status_code == 422
    assert says in str(answer.context["form"].errors)


def test_one_level_is_asked_one_set_of_questions(browser):
    assert browser.post("/settings/escalation-matrix/questions/new/", QUESTIONS).status_code == 302
    again = browser.post("/settings/escalation-matrix/questions/new/", QUESTIONS)
    assert again.status_code == 422
    assert "level" in again.context["form"].errors
