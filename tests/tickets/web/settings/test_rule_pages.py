"""The pages on which an administrator writes rules, tries them, and sees what they did."""

import pytest

from helpdesk.accounts.models import Team
from helpdesk.events.actors import Actor
from helpdesk.events.delivering import deliver_all
from helpdesk.events.models import Event
from tickets.automation import looking, rules
from tickets.models import Rule

BY = Actor.system("test")
OUTAGE = {"all": [{"field": "subject", "op": "contains", "value": ["outage"]}], "any": []}


@pytest.fixture(autouse=True)
def without_examples(acme):
    """Only the rules of the test itself."""
    for rule in Rule.objects.existing():
        rules.remove(rule, by=BY)


@pytest.fixture
def browser(ada, client_of):
    return client_of(ada)


def a_rule(**values):
    values = {"name": "Outages", "events": ["opened"], "conditions": OUTAGE} | values
    return rules.make({"actions": [{"do": "set_priority", "to": "urgent"}]} | values, by=BY, is_active=True)


def sent(conditions=(), actions=(), **values):
    form = {"name": "Outages", "events": ["opened"], "since": "", "wait": "", "basis": "calendar", "most_an_hour": 200}
    for prefix, rows in (("conditions", conditions), ("actions", actions)):
        form |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        for number, row in enumerate(rows):
            form |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return form | values


CONDITION = {"part": "all", "field": "subject", "op": "contains", "value": "outage, down"}
ACTION = {"do": "set_priority", "to": "urgent"}


def test_a_rule_is_written_tried_and_saved_switched_off(browser, a_ticket):
    # given
    ticket = a_ticket(subject="Outage in Berlin")
    written = sent([CONDITION], [ACTION, {"do": "note", "text": "See {{ticket.number}}"}])
    # when it is tried
    page = browser.post("/settings/rules/new/", written | {"try": "1"})
    # then the page says what it would do, and nothing is done or kept
    assert page.status_code == 200
    assert [line.ticket for line in page.context["trial"].lines] == [ticket]
    assert "See ACME-" in page.content.decode()
    assert not Rule.objects.existing().exists()
    # when it is saved
    assert browser.post("/settings/rules/new/", written).status_code == 302
    rule = Rule.objects.existing().get()
    assert not rule.is_active
    assert rule.conditions["all"][0]["value"] == ["outage", "down"]
    assert rule.actions == [ACTION, {"do": "note", "text": "See {{ticket.number}}"}]
    assert Event.objects.filter(kind="rule.changed").latest("id").sentence == "Ada changed the rule “Outages”: made"


@pytest.mark.parametrize(
    ("_case", "conditions", "actions", "values", "where"),
    [
        ("no name", [CONDITION], [ACTION], {"name": ""}, "form"),
        ("no occasion", [CONDITION], [ACTION], {"events": []}, "form"),
        ("no length of time", [CONDITION], [ACTION], {"events": [], "since": "created", "wait": "soon"}, "form"),
        ("nothing to do", [CONDITION], [], {}, "form"),
        ("every customer", [], [{"do": "answer", "text": "Hello"}], {}, "form"),
        (
            "an unknown team",
            [{"part": "all", "field": "team", "op": "in", "value": "Nobody"}],
            [ACTION],
            {},
            "conditions",
        ),
        ("an empty note", [CONDITION], [{"do": "note", "text": ""}], {}, "actions"),
    ],
)
def test_what_cannot_work_is_refused_beside_its_field(browser, _case, conditions, actions, values, where):
    page = browser.post("/settings/rules/new/", sent(conditions, actions, **values))
    assert page.status_code == 422
    assert any(page.context[where].errors)
    assert not Rule.objects.existing().exists()


def test_more_rows_keep_what_was_written_and_bring_the_values_of_a_field(browser):
    rows = [{"part": "all", "field": "priority", "op": "in", "value": ""}]
    page = browser.post("/settings/rules/new/", sent(rows, [{"do": "reassign", "team": ""}], more="1", name=""))
    assert page.status_code == 200
    text = page.content.decode()
    assert 'type="checkbox" name="conditions-0-value" value="urgent"' in text
    assert 'name="conditions-2-field"' in text
    assert 'name="actions-0-team"' in text
    assert "field-error" not in text


def test_the_parts_that_a_chosen_field_or_action_brings(browser):
    asked = browser.get("/settings/condition-values/", {"prefix": "conditions-3", "conditions-3-field": "status"})
    assert 'name="conditions-3-value" value="pending"' in asked.content.decode()
    asked = browser.get("/settings/action-values/", {"prefix": "actions-1", "actions-1-do": "notify"})
    assert 'name="actions-1-who" value="lead"' in asked.content.decode()
    assert browser.get("/settings/action-values/", {"prefix": "x<script>"}).status_code == 400


def test_names_with_commas_are_chosen_and_kept(browser):
    team = Team.objects.create(name="Smith, Jones & Co")
    row = {"part": "any", "field": "team", "op": "in", "value": [str(team.pk)]}
    assert browser.post("/settings/rules/new/", sent([row], [ACTION])).status_code == 302
    rule = Rule.objects.existing().get()
    assert rule.conditions["any"] == [{"field": "team", "op": "in", "value": [str(team.pk)]}]
    assert "Team is one of Smith, Jones &amp; Co" in browser.get("/settings/rules/").content.decode()
    row["value"] = "Smith, Jones & Co"
    assert browser.post(f"/settings/rules/{rule.pk}/", sent([row], [ACTION])).status_code == 302
    assert Rule.objects.existing().get().version == 1


def test_rules_are_put_in_order_switched_and_removed(browser):
    first, second = a_rule(name="First"), a_rule(name="Second")
    browser.post(f"/settings/rules/{second.pk}/position/", {"to": "up"})
    assert [rule.name for rule in Rule.objects.existing().in_order()] == ["Second", "First"]
    browser.post(f"/settings/rules/{first.pk}/switch/", {"to": "off"})
    assert not Rule.objects.get(pk=first.pk).is_active
    browser.post(f"/settings/rules/{first.pk}/removal/")
    assert list(Rule.objects.existing()) == [second]
    assert browser.get(f"/settings/rules/{first.pk}/").status_code == 404


def test_a_paused_rule_says_why_and_goes_on_when_it_is_let(browser, a_ticket):
    rule = a_rule()
    looking.pause(rule, "it would have touched too many")
    assert "Paused: it would have touched too many" in browser.get("/settings/rules/").content.decode()
    browser.post(f"/settings/rules/{rule.pk}/resumption/")
    assert Rule.objects.in_force().get() == rule


def test_a_broken_rule_is_shown_with_what_to_do(browser):
    team = Team.objects.create(name="Second line")
    rule = a_rule(actions=[{"do": "reassign", "team": team.pk}])
    team.delete()
    for page in ("/settings/rules/", f"/settings/rules/{rule.pk}/"):
        assert "choose another team" in browser.get(page).content.decode()
    # and it is switched on no more
    browser.post(f"/settings/rules/{rule.pk}/switch/", {"to": "off"})
    browser.post(f"/settings/rules/{rule.pk}/switch/", {"to": "on"})
    assert not Rule.objects.existing().get().is_active


def test_an_earlier_version_returns_with_one_press(browser):
    rule = a_rule()
    rules.change(rule, rules.definition_of(rule) | {"name": "Fires"}, by=BY)
    assert "Fires" in browser.get(f"/settings/rules/{rule.pk}/versions/").content.decode()
    assert browser.post(f"/settings/rules/{rule.pk}/versions/1/return/").status_code == 302
    assert Rule.objects.existing().get().name == "Outages"
    assert browser.post(f"/settings/rules/{rule.pk}/versions/9/return/").status_code == 404


def test_a_ticket_says_which_rules_looked_and_why(a_ticket, bo, client_of):
    a_rule()
    a_rule(name="Chats", conditions={"all": [{"field": "channel", "op": "in", "value": ["chat"]}], "any": []})
    ticket = a_ticket(subject="Outage in Berlin")
    deliver_all()
    page = client_of(bo).get(f"/desk/tickets/{ticket.number}/rules/").content.decode()
    assert "Grace Hopper opened the ticket" in page
    assert "priority Normal → Urgent" in page
    assert "Channel is one of Chat: not so, it is Mail" in page
    beside = client_of(bo).get(f"/desk/tickets/{ticket.number}/reasons/").content.decode()
    assert f"/desk/tickets/{ticket.number}/rules/" in beside
