"""The manager's pages over the reference data set."""

import pytest

from helpdesk.base import clock
from metrics import dashboards, definitions, periods, scopes
from tests.metrics.reference import AS_OF, june


def figure(agent, key, **query):
    address = {"from": "2026-06-01", "to": "2026-06-10", **query}
    period, scope = periods.asked_for(address), scopes.asked_for(agent, address)
    return dashboards.figure_of(definitions.BY_KEY[key], period, scope).figure


@pytest.mark.parametrize(
    ("key", "time", "value", "text"),
    [
        ("created", "business", 7, "7"),
        ("solved", "business", 5, "5"),
        ("backlog", "business", 2, "2"),
        ("first_response_time", "calendar", 112.5 * 60, "1 h 53 min"),
        ("first_response_time", "business", 45 * 60, "45 min"),
        ("resolution_time", "calendar", 5.5 * 3600, "5 h 30 min"),
        ("resolution_time", "business", 5.5 * 3600, "5 h 30 min"),
        ("sla_attainment", "business", 10 / 13, "76.9 %"),
        ("csat", "business", None, "no data"),
        ("reopen_rate", "business", 1 / 5, "20.0 %"),
        ("one_touch", "business", 3 / 5, "60.0 %"),
    ],
)
def test_the_report_shows_the_figures_of_the_spec(reference, mia, key, time, value, text):
    shown = figure(mia, key, time=time)
    assert shown.value == pytest.approx(value) if value is not None else shown.value is None
    assert shown.text == text


def test_p90_is_interpolated_between_items(reference, mia):
    assert ("90 % within", "46 h 14 min") in figure(mia, "first_response_time", time="calendar").companions
    business = dashboards.reading_for(periods.custom(june(1, "00:00").date(), june(10, "00:00").date()), scopes.Scope())
    assert business.items["first_response"].now.p90 == pytest.approx(139.5 * 60)
    calendar = dashboards.reading_for(business.period, scopes.Scope(time="calendar"))
    assert calendar.items["first_response"].now.p90 == pytest.approx(2773.5 * 60)


def test_tickets_without_an_answer_stand_beside_and_not_in_the_median(reference, mia):
    companions = dict(figure(mia, "first_response_time").companions)
    assert (companions["still waiting"], companions["longest wait"]) == ("1", "21 h")


def test_what_stands_beside_a_figure_is_said_in_words(reference, mia):
    assert ("based on", "4 first replies") in figure(mia, "first_response_time").companions
    assert figure(mia, "reopen_rate").companions == [
        ("based on", "5 solved tickets"),
        ("likely range", "3.6 to 62.4 %"),
    ]
    assert ("based on", "13 promises") in figure(mia, "sla_attainment").companions


def test_tickets_all_of_whose_promises_were_kept(reference, mia):
    assert ("tickets with every promise kept", "57.1 %") in figure(mia, "sla_attainment").companions


def test_a_filter_takes_tickets_out_of_every_figure(reference, mia):
    assert figure(mia, "created", channel="agent").value == 1
    assert figure(mia, "first_response_time", channel="agent").value is None


def test_each_number_leads_to_its_tickets(reference, mia, client_of):
    page = client_of(mia)
    for metric in definitions.ALL:
        answer = page.get(f"/metrics/{metric.key}/tickets", {"from": "2026-06-01", "to": "2026-06-10"})
        assert answer.status_code == 200, metric.key
    shown = page.get("/metrics/reopen_rate/tickets", {"from": "2026-06-01", "to": "2026-06-10"})
    assert {row["subject"] for row in shown.context["rows"]} == {"T1", "T2", "T3", "T4", "T5"}
    assert {row["subject"] for row in shown.context["rows"] if row["says"] == "reopened"} == {"T3"}


def test_the_dashboard_asks_the_database_twelve_times_at_most(reference, mia, client_of, django_assert_max_num_queries):
    page = client_of(mia)
    page.get("/metrics/")
    with django_assert_max_num_queries(100) as asked:
        assert page.get("/metrics/", {"period": "28"}).status_code == 200
    selects = [
        one["sql"] for one in asked.captured_queries if "set_config" not in one["sql"] and "SAVEPOINT" not in one["sql"]
    ]
    assert len(selects) <= 12, "\n".join(selects)


def test_days_that_make_no_period_are_explained(reference, mia, client_of):
    answer = client_of(mia).get("/metrics/", {"from": "2026-06-10", "to": "2026-06-01"})
    assert answer.status_code == 200
    assert "must not lie after" in answer.content.decode()


def test_tickets_of_a_closed_circle_neither_count_nor_show(reference, mia, bo, client_of):
    from helpdesk.accounts.models import Team
    from helpdesk.events.actors import Actor
    from helpdesk.events.delivering import deliver_all
    from metrics import refreshing
    from tickets import assignment

    secret = Team.objects.create(name="Board", is_restricted=True)
    assignment.hand_over(reference.tickets["T7"], secret, by=Actor.agent(bo))
    deliver_all()
    refreshing.refresh()
    assert figure(mia, "backlog").value == 1
    listed = client_of(mia).get("/metrics/backlog/tickets", {"from": "2026-06-01", "to": "2026-06-10"})
    assert [row["subject"] for row in listed.context["rows"]] == ["T8"]


def test_another_company_sees_nothing_of_it(reference, globex):
    from helpdesk.accounts.models import Agent
    from helpdesk.tenancy.context import use_tenant

    with use_tenant(globex), clock.at(AS_OF):
        gus = Agent.objects.get(name="Gus")
        board = dashboards.dashboard(gus, periods.preset("90"), scopes.asked_for(gus, {}))
    assert board.is_empty
