"""Which team a new ticket goes to: the first line that it fits, and the ticket says which and why."""

import pytest

from helpdesk.accounts.models import Team, TeamMembership
from helpdesk.events.actors import Actor
from helpdesk.events.delivering import deliver_all
from helpdesk.events.models import Event
from tests.factories.tickets import make_ticket
from tickets import assignment, tags
from tickets.automation.conditions.reading import ConditionsRefused
from tickets.models import Mailbox, RoutingDecision, TeamLine
from tickets.opening import open_ticket
from tickets.routing import lines, panel

BY = Actor.system("test")


def about(field: str, *values, op: str = "in") -> dict:
    return {"all": [{"field": field, "op": op, "value": [str(value) for value in values]}], "any": []}


@pytest.fixture
def billing(acme, bo):
    team = Team.objects.create(name="Billing")
    TeamMembership.objects.create(team=team, agent=bo)
    return team


@pytest.fixture
def night(acme):
    return Team.objects.create(name="Night")


def a_line(team, conditions, **columns) -> TeamLine:
    return lines.save(TeamLine(team=team, conditions=conditions, **columns), by=BY)


def opened(grace, **values):
    ticket = make_ticket(grace, **values)
    deliver_all()
    ticket.refresh_from_db()
    return ticket


def test_the_first_line_that_fits_decides_and_the_ticket_says_why(acme, grace, billing, night, bo):
    a_line(night, about("subject", "broken", op="contains"))
    a_line(billing, about("subject", "invoice", op="contains"))
    a_line(night, about("subject", "invoice", op="contains"))
    a_line(night, about("channel", "email"), is_active=False)
    ticket = opened(grace, subject="My invoice")
    assert (ticket.team, ticket.assignee) == (billing, bo)
    placed = Event.objects.about(ticket).get(kind="ticket.placed")
    assert placed.data["because"] == "Subject contains any of invoice"
    # "why Bo?" begins with why this team
    assert RoutingDecision.objects.get(ticket=ticket).asked["placed"] == "Subject contains any of invoice"
    assert panel.routing(ticket, bo)["asked"][0] == "In this team because: Subject contains any of invoice."


def test_what_fits_no_line_stays_with_its_mailbox_or_the_default_team(acme, grace, billing, night):
    a_line(billing, about("subject", "invoice", op="contains"))
    box = Mailbox.objects.create(address="night@acme.test", team=night)
    assert opened(grace).team == Team.objects.get(is_default=True)
    assert opened(grace, mailbox=box).team == night
    # a line goes before the mailbox's team
    assert opened(grace, mailbox=box, subject="Invoice").team == billing
    assert Event.objects.filter(kind="ticket.placed").count() == 1


def test_a_team_that_somebody_meant_is_kept(acme, grace, bo, billing, night):
    a_line(billing, about("subject", "invoice", op="contains"))
    assert opened(grace, subject="Invoice", team=night).team == night
    # a rule or a person moved it before routing came round
    ticket = make_ticket(grace, subject="Invoice")
    assignment.hand_over(ticket, night, by=Actor.agent(bo))
    deliver_all()
    ticket.refresh_from_db()
    assert ticket.team == night
    # whoever opened it for themselves keeps it
    taken = open_ticket(grace, "Invoice", by=Actor.agent(bo))
    assignment.assign(taken, bo, by=Actor.agent(bo))
    deliver_all()
    taken.refresh_from_db()
    assert (taken.team, taken.assignee) == (billing, bo)


def test_a_delivery_that_comes_twice_places_once(acme, grace, bo, billing, night):
    a_line(billing, about("subject", "invoice", op="contains"))
    ticket = opened(grace, subject="Invoice")
    event = Event.objects.about(ticket).get(kind="ticket.opened")
    assignment.hand_over(ticket, Team.objects.get(pk=event.data["team"]), by=Actor.agent(bo))
    lines.place(ticket, event)
    assert Event.objects.about(ticket).filter(kind="ticket.placed").count() == 1


def form(*rows, **values) -> dict:
    sent = {"conditions-TOTAL_FORMS": len(rows), "conditions-INITIAL_FORMS": 0, "is_active": "on"}
    for number, row in enumerate(rows):
        sent |= {f"conditions-{number}-{name}": value for name, value in row.items()}
    return sent | values


def test_lines_are_written_ordered_tried_and_removed_in_the_settings(ada, client_of, billing, night, a_ticket):
    settings = client_of(ada)
    row = {"part": "all", "field": "subject", "op": "contains", "value": "invoice"}
    for team in (billing, night):
        assert settings.post("/settings/routing/lines/new/", form(row, team=team.pk)).status_code == 302
    first, second = TeamLine.objects.in_order()
    settings.post(f"/settings/routing/lines/{second.pk}/position/", {"to": "up"})
    assert [line.team for line in TeamLine.objects.in_order()] == [night, billing]
    # a ticket is tried: the answer names the line and why
    page = settings.get("/settings/routing/", {"ticket": a_ticket(subject="An invoice").number})
    assert [(team, one.holds) for team, one in page.context["tried"]] == [("Night", True)]
    page = settings.get("/settings/routing/", {"ticket": a_ticket(subject="Other").number}).content.decode()
    assert "Subject contains any of invoice: not so" in page
    assert "You see no ticket 99999" in settings.get("/settings/routing/", {"ticket": "99999"}).content.decode()
    settings.post(f"/settings/routing/lines/{first.pk}/", form(row, team=billing.pk, is_active=""))
    assert settings.post(f"/settings/routing/lines/{second.pk}/removal/").status_code == 302
    assert list(TeamLine.objects.values_list("team__name", "is_active")) == [("Billing", False)]
    # each change is in the audit log
    assert Event.objects.filter(kind="setting.changed", data__what="which team new tickets go to").count() == 5


ALWAYS = {"part": "all", "field": "priority", "op": "in", "value": ["low", "normal", "high", "urgent"]}


@pytest.mark.parametrize(
    ("_case", "rows", "values"),
    [
        ("no conditions", [], {}),
        ("every priority there is", [ALWAYS], {}),
        ("one of many that always holds", [{"part": "any", "field": "subject", "op": "is_set"}], {}),
        ("no team", [{"part": "all", "field": "subject", "op": "contains", "value": "x"}], {"team": ""}),
    ],
)
def test_a_line_that_cannot_work_is_refused(ada, client_of, billing, _case, rows, values):
    sent = form(*rows, **({"team": billing.pk} | values))
    answer = client_of(ada).post("/settings/routing/lines/new/", sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not TeamLine.objects.exists()


def test_a_team_a_line_speaks_of_stays_and_a_tag_is_followed(acme, billing):
    from helpdesk.accounts import uses

    tag = tags.make("money", by=BY)
    line = a_line(billing, about("tags", "money", op="has_any"))
    assert [use.what for use in uses.of("team", billing.pk)] == ["the routing line to Billing"]
    tags.rename(tag, "cash", by=BY)
    line.refresh_from_db()
    assert line.conditions["all"][0]["value"] == ["cash"]
    with pytest.raises(ConditionsRefused):
        a_line(billing, {})
