"""Metrics pages where nothing was played: who may see them, and what they say of nothing."""

import pytest

from metrics import dashboards, definitions, periods, refreshing, scopes
from metrics.figures import no_data


def test_no_data_is_not_zero(acme, mia):
    period, scope = periods.preset("28"), scopes.asked_for(mia, {})
    figures = {key: dashboards.figure_of(metric, period, scope).figure for key, metric in definitions.BY_KEY.items()}
    assert figures["csat"].text == figures["resolution_time"].text == no_data()
    assert figures["sla_attainment"].value is None
    assert figures["created"].value == 0


@pytest.mark.parametrize(
    ("_case", "who", "status"), [("agent", "bo", 403), ("light", "lin", 403), ("manager", "mia", 200)]
)
def test_only_those_who_may_read_metrics_do(acme, request, client_of, _case, who, status):
    page = client_of(request.getfixturevalue(who))
    for address in (
        "/metrics/",
        "/metrics/meanings/",
        "/metrics/days.csv",
        "/metrics/csat/tickets",
        "/metrics/csat/tickets.csv",
    ):
        assert page.get(address).status_code == status


def test_a_stranger_is_asked_to_sign_in(stranger):
    assert stranger.get("/metrics/").headers["Location"].startswith("/accounts/login/")


def test_an_exported_subject_is_never_a_formula(acme, mia, a_ticket, client_of, deliver):
    a_ticket(subject="=HYPERLINK(1)")
    deliver()
    refreshing.refresh()
    text = client_of(mia).get("/metrics/created/tickets.csv").content.decode()
    assert "'=HYPERLINK(1)" in text
