"""Up one level at a time: the matrix says who takes over, the most specific row first."""

import pytest

from helpdesk.accounts.models import Team
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.notices.models import Notice
from sla import levels
from sla.models import MatrixRow
from tickets import assignment
from tickets.models import Message

BY = Actor.system("test")


def row(level: int, team: Team, **columns) -> MatrixRow:
    return levels.save_row(MatrixRow(level=level, team=team, **columns), by=BY)


@pytest.fixture
def experts(acme, mia):
    return Team.objects.create(name="Experts", lead=mia)


@pytest.fixture
def makers(acme):
    return Team.objects.create(name="Makers")


def test_a_ticket_goes_up_level_by_level_and_stays_at_the_top(a_ticket, bo, mia, experts, makers):
    row(1, experts)
    row(3, makers)
    ticket = a_ticket()
    assignment.assign(ticket, bo, by=BY)
    # when it is escalated three times
    taken = [levels.escalate(ticket, by=Actor.agent(bo), because="It burns") for _time in range(3)]
    # then it went to the two levels there are, and the third time changed nothing
    assert [one and one.level for one in taken] == [1, 3, None]
    ticket.refresh_from_db()
    assert (ticket.escalation_level, ticket.team, ticket.assignee) == (3, makers, None)
    assert Event.objects.filter(kind="ticket.escalated").count() == 2
    # and the lead of the experts read why
    notice = Notice.objects.get(agent=mia, kind="escalated")
    assert notice.text == "Escalated to level 1, Experts: It burns"


@pytest.mark.parametrize(
    ("tier", "priority", "level_of"),
    [("", 2, "default"), ("", 4, "urgent"), ("gold", 2, "gold"), ("gold", 4, "gold and urgent")],
)
def test_the_most_specific_row_wins(a_ticket, grace, tier, priority, level_of, acme):
    for name, columns in {
        "default": {},
        "urgent": {"priority": "urgent"},
        "gold": {"tier": "gold"},
        "gold and urgent": {"tier": "gold", "priority": "urgent"},
    }.items():
        row(1, Team.objects.create(name=name), **columns)
    grace.segment = tier
    grace.save()
    ticket = a_ticket(priority=priority)
    assert levels.next_row(ticket).team.name == level_of


def test_an_owner_who_is_to_stay_stays(a_ticket, bo, experts):
    row(1, experts, keeps_assignee=True)
    ticket = assignment.assign(a_ticket(), bo, by=BY)
    levels.escalate(ticket, by=Actor.agent(bo), because="Second pair of eyes")
    ticket.refresh_from_db()
    assert (ticket.team, ticket.assignee) == (experts, bo)


def test_escalating_by_hand_asks_what_the_next_level_must_know(a_ticket, bo, client_of, experts):
    row(1, experts)
    ticket = a_ticket()
    desk = client_of(bo)
    page = f"/desk/tickets/{ticket.number}/escalation/"
    assert b"To level 1: Experts" in desk.get(page).content
    # when nothing is said, nothing happens and the field says so
    assert desk.post(page, {"because": " "}).status_code == 422
    ticket.refresh_from_db()
    assert ticket.escalation_level == 0
    # when it is said
    assert desk.post(page, {"because": "Data may be lost"}).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.escalation_level, ticket.team) == (1, experts)
    assert [note.text for note in Message.objects.filter(ticket=ticket, kind="note")] == ["Data may be lost"]
    assert b"has no further level" in desk.get(page).content


def test_the_matrix_is_edited_in_the_settings(ada, client_of, experts, mia):
    settings = client_of(ada)
    first = {"level": "1", "tier": "gold", "priority": "", "team": experts.pk, "notify_lead": "on"}
    assert settings.post("/settings/escalation-matrix/new/", first).status_code == 302
    page = settings.get("/settings/escalation-matrix/").content.decode()
    assert "Level 1" in page
    assert "Experts" in page
    # the same again is refused, with the field
    again = settings.post("/settings/escalation-matrix/new/", first)
    assert again.status_code == 422
    assert "already" in again.content.decode()
    assert settings.post("/settings/escalation-matrix/new/", first | {"level": "0"}).status_code == 422
    # changed and removed
    one = MatrixRow.objects.get()
    settings.post(f"/settings/escalation-matrix/{one.pk}/", first | {"told": [mia.pk]})
    assert MatrixRow.objects.get().notify_agents == [mia.pk]
    assert settings.post(f"/settings/escalation-matrix/{one.pk}/removal/").status_code == 302
    assert not MatrixRow.objects.exists()
    assert Event.objects.filter(kind="escalation_matrix.changed").count() == 3


def test_a_rule_escalates(acme, a_ticket, experts, bo):
    from helpdesk.base import clock
    from sla import escalation_rules, sweeping
    from sla.models import EscalationRule
    from tests.sla.worlds import utc

    row(1, experts)
    EscalationRule.objects.update(is_active=False)
    rule = EscalationRule(name="Nobody took it", trigger="unassigned", amount=60, actions=[{"do": "escalate"}])
    with clock.at(utc("06-01 07:00")):
        escalation_rules.save(rule, by=Actor.agent(bo))
        ticket = a_ticket()
    with clock.at(utc("06-01 08:30")):
        sweeping.fire_all_due()
    ticket.refresh_from_db()
    assert (ticket.escalation_level, ticket.team) == (1, experts)
