"""How beats become time: the rules of spec/metrics.md §3, one by one."""

from datetime import timedelta

import pytest

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from metrics import dashboards, definitions, periods, refreshing, scopes
from tests.factories.tickets import make_ticket
from tickets import assignment, conversation, handling, lifecycle
from tickets.conversation import Words
from tickets.models import Stretch


def play(moments, start):
    """`moments`: pairs of a second and who beats on what then."""
    for second, ticket, agent in moments:
        with clock.at(start + timedelta(seconds=second)):
            handling.beat(ticket, agent)


def seconds(ticket):
    return {share.name: share.seconds for share in handling.shares(ticket)}


def test_the_example_of_the_specification(a_ticket, bo, monday_morning):
    ticket = a_ticket()
    play([(at, ticket, bo) for at in (0, 15, 30, 45, 120, 135)], monday_morning)
    assert seconds(ticket) == {"Bo": 60}


@pytest.mark.parametrize(("gap", "counted"), [(30, 30), (31, None)])
def test_a_gap_of_half_a_minute_counts_a_longer_one_counts_nothing(a_ticket, bo, monday_morning, gap, counted):
    ticket = a_ticket()
    play([(0, ticket, bo), (gap, ticket, bo)], monday_morning)
    assert seconds(ticket).get("Bo") == counted


def test_no_second_counts_twice_however_many_screens_one_has(a_ticket, bo, monday_morning):
    one, other = a_ticket(), a_ticket()
    beats = [(0, one), (5, other), (15, one), (20, other), (30, one), (35, other)]
    play([(at, ticket, bo) for at, ticket in beats], monday_morning)
    assert (seconds(one)["Bo"], seconds(other)["Bo"]) == (15 + 10, 5 + 5)
    assert seconds(one)["Bo"] + seconds(other)["Bo"] == 35


def test_two_pages_on_one_ticket_are_one_agent(a_ticket, bo, monday_morning):
    ticket = a_ticket()
    play([(at, ticket, bo) for at in (0, 3, 15, 18, 30)], monday_morning)
    assert seconds(ticket) == {"Bo": 30}


def test_two_agents_on_one_ticket_both_worked_light_ones_too(a_ticket, bo, lin, monday_morning):
    ticket = a_ticket()
    play([(at, ticket, who) for at in (0, 15, 30) for who in (bo, lin)], monday_morning)
    assert seconds(ticket) == {"Bo": 30, "Lin": 30}


def test_a_correction_is_signed_and_says_why(a_ticket, bo, mia, monday_morning):
    ticket = a_ticket()
    handling.correct(ticket, bo, 12, "Called back from my own phone", by=mia)
    assert seconds(ticket) == {"Bo": 720}
    event = Event.objects.about(ticket).get(kind="time.corrected")
    assert event.sentence == "Mia corrected the time of Bo by +12 min: Called back from my own phone"
    handling.correct(ticket, bo, -12, "It was another ticket", by=bo)
    assert seconds(ticket) == {}
    assert handling.seconds_on([ticket.pk]) == {ticket.pk: 0}


def test_nobody_has_less_than_no_time(a_ticket, bo):
    with pytest.raises(handling.CannotCorrect, match="0 min"):
        handling.correct(a_ticket(), bo, -1, "x", by=bo)


def test_two_hours_without_doing_anything_are_pointed_out(a_ticket, bo, monday_morning):
    ticket = a_ticket()
    values = {"started_at": monday_morning, "last_at": monday_morning + timedelta(hours=3)}
    values |= {"counted_until": values["last_at"], "seconds": 3 * 3600}
    row = Stretch.objects.create(ticket=ticket, agent=bo, **values)
    assert handling.suspicious(ticket) == [row]
    with clock.at(monday_morning + timedelta(hours=1)):
        conversation.note(ticket, Words("Still at it."), by=Actor.agent(bo), author_agent=bo)
    assert handling.suspicious(ticket) == []


def test_an_open_page_beats_and_the_time_is_corrected_on_its_own_page(a_ticket, bo, mia, lin, client_of):
    ticket = a_ticket()
    base = f"/desk/tickets/{ticket.number}/"
    assert client_of(lin).post(f"{base}time/beat/").status_code == 204
    assert Stretch.objects.get(ticket=ticket).agent == lin
    page = client_of(bo).post(f"{base}time/", {"agent": bo.pk, "minutes": 10, "because": "On the phone"})
    assert page.status_code == 303
    assert "10 min" in client_of(bo).get(f"{base}context/").content.decode()
    assert "On the phone" in client_of(bo).get(f"{base}time/").content.decode()
    others = client_of(bo).post(f"{base}time/", {"agent": lin.pk, "minutes": 10, "because": "x"})
    assert others.status_code == 422  # an agent puts only their own time right
    assert client_of(mia).post(f"{base}time/", {"agent": lin.pk, "minutes": 10, "because": "x"}).status_code == 303
    for wrong in ({"minutes": 0, "because": "x"}, {"minutes": 5}, {"minutes": 99999, "because": "x"}):
        assert client_of(bo).post(f"{base}time/", {"agent": bo.pk} | wrong).status_code == 422


def test_the_company_says_when_time_stands_still(ada, bo, a_ticket, client_of):
    desk, admin = client_of(bo), client_of(ada)
    context = f"/desk/tickets/{a_ticket().number}/context/"
    assert 'data-idle-seconds="60"' in desk.get(context).content.decode()
    refused = admin.post("/settings/work/", {"idle_seconds": "12"})
    assert (refused.status_code, "30" in refused.content.decode()) == (422, True)
    admin.post("/settings/work/", {"idle_seconds": "120"})
    assert 'data-idle-seconds="120"' in desk.get(context).content.decode()
    assert Event.objects.filter(kind="setting.changed", data__changes="60 → 120 s").count() == 1


def test_handle_time_is_the_mean_of_solved_tickets_with_any_and_leads_to_them(
    grace, bo, mia, monday_morning, client_of
):
    """Ten minutes and thirty make twenty; a third, solved without being looked at, only lowers the share."""
    tickets = [make_ticket(grace, subject=f"Case {n}") for n in range(3)]
    for ticket, minutes in zip(tickets, (10, 30, 0), strict=True):
        assignment.assign(ticket, bo, by=Actor.agent(bo))
        if minutes:
            play([(second, ticket, bo) for second in range(0, 301, 30)], clock.now() + timedelta(hours=ticket.number))
            handling.correct(ticket, bo, minutes - 5, "By hand", by=bo)
        lifecycle.resolve(ticket, by=Actor.agent(bo))
    with clock.move_by(timedelta(hours=1)):
        refreshing.refresh()
        period, scope = periods.preset("7"), scopes.asked_for(mia, {})
        shown = dashboards.figure_of(definitions.BY_KEY["handle_time"], period, scope).figure
        assert (shown.value, shown.text, shown.n) == (20 * 60, "20 min", 2)
        assert dict(shown.companions) == {"based on": "2 solved tickets", "of all solved": "66.7 %"}
        page = client_of(mia).get("/metrics/handle_time/tickets").content.decode()
        assert [f"Case {n}" in page for n in range(3)] == [True, True, False]
        board = client_of(mia).get("/metrics/").content.decode()
        assert "/metrics/handle_time/tickets" in board
