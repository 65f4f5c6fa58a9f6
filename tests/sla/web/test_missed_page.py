"""The page of missed promises: filters, counts by cause, the file, and the way to a bulk waiver."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from sla import sweeping, tasks
from sla.models import Breach, BulkWaiver, Clock
from tests.sla.worlds import utc
from tickets import assignment

NOW = "06-02 09:00"


@pytest.fixture
def two_missed(monday_morning, a_ticket, bo, deliver):
    first, second = a_ticket(subject="=cmd|calc"), a_ticket(subject="Printer")
    assignment.assign(second, bo, by=Actor.agent(bo))
    with clock.at(utc("06-02 08:00:06")):
        sweeping.fire_all_due()
    deliver()
    return first, second


@pytest.fixture
def page_of(client_of):
    def get(reader, path="/desk/missed/", **query):
        with clock.at(utc(NOW)):
            return client_of(reader).get(path, query)

    return get


def test_the_list_says_what_was_missed_and_why(two_missed, page_of, mia):
    page = page_of(mia).content.decode()
    assert "waited 8 h of 8 h without an owner" in page
    assert "Bo had it for 8 h of 8 h" in page
    assert f"/desk/tickets/{two_missed[0].number}/promises/" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"cause": "owner"}, {"Printer"}),
        ({"cause": "unassigned"}, {"=cmd|calc"}),
        ({"metric": "requester_wait"}, set()),
        ({"from": "2026-06-01", "to": "2026-06-01"}, set()),
        ({"from": "nonsense", "agent": "x"}, {"Printer", "=cmd|calc"}),
        ({"waived": "yes"}, set()),
    ],
)
def test_filters_narrow_it_down(two_missed, page_of, mia, query, shown):
    page = page_of(mia, **query).content.decode()
    assert {subject for subject in ("Printer", "=cmd|calc") if subject in page} == shown


def test_by_agent(two_missed, page_of, mia, bo):
    page = page_of(mia, agent=bo.pk).content.decode()
    assert "Printer" in page
    assert "=cmd|calc" not in page


def test_no_cell_of_the_file_is_a_formula(two_missed, page_of, mia):
    answer = page_of(mia, "/desk/missed/all.csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert "'=cmd|calc" in answer.content.decode()
    assert ",60," in answer.content.decode()


def test_light_agents_and_others_are_kept_out(two_missed, page_of, bo, client_of):
    from helpdesk.accounts.models import Agent

    assert page_of(Agent.objects.get(name="Lin")).status_code == 403
    assert client_of(bo).post("/desk/missed/waivers/", {"clock": "1"}).status_code == 403


def test_a_waiver_goes_from_the_list_over_a_preview_to_its_end(two_missed, client_of, mia):
    chosen = list(Clock.objects.breached().values_list("pk", flat=True))
    with clock.at(utc(NOW)):
        looked = client_of(mia).post("/desk/missed/waivers/", {"clock": chosen})
        assert looked.status_code == 200
        assert "2 missed promises of 2 tickets" in looked.content.decode()
        assert not BulkWaiver.objects.exists()
        refused = client_of(mia).post("/desk/missed/waivers/", {"clock": chosen, "because": " "})
        assert refused.status_code == 422
        begun = client_of(mia).post("/desk/missed/waivers/", {"clock": chosen, "because": "Power cut"})
        waiver = BulkWaiver.objects.get()
        assert begun["Location"] == f"/desk/missed/waivers/{waiver.pk}/"
        assert "0 of 2" in client_of(mia).get(begun["Location"]).content.decode()
        tasks._waive(mia.tenant_id, waiver.pk)
        assert "2 of 2 looked at, 2 waived. Done." in client_of(mia).get(begun["Location"]).content.decode().replace(
            "\n", " "
        )
        assert "2 waived" in client_of(mia).get("/desk/missed/").content.decode()


def test_the_list_asks_as_often_for_many_as_for_few(two_missed, page_of, a_ticket, deliver, mia):
    page_of(mia)
    with CaptureQueriesContext(connection) as few:
        page_of(mia)
    with clock.at(utc("06-01 08:00")):
        for _n in range(5):
            a_ticket()
    with clock.at(utc("06-02 08:30")):
        sweeping.fire_all_due()
    deliver()
    assert Breach.objects.count() > 5
    with CaptureQueriesContext(connection) as many:
        page_of(mia)
    assert len(many) == len(few)
