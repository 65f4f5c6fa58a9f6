"""Picking tickets in a list and changing them together."""

import pytest

from tickets import bulk
from tickets.models import BulkChange, Ticket


@pytest.fixture
def three(a_ticket):
    return [a_ticket() for _ in range(3)]


def picked(three, **more):
    return {"ticket": [ticket.number for ticket in three], "queue": "open"} | more


def priorities():
    return sorted(Ticket.objects.values_list("priority", flat=True))


def test_the_form_changes_what_was_picked_and_offers_the_way_back(desk, three):
    page = desk.post("/desk/selection/", picked(three[:2], change="edit")).content.decode()
    assert "Change 2 tickets" in page
    answer = desk.post("/desk/selection/", picked(three[:2], change="apply", priority="4", add_tags="vip"), follow=True)
    assert priorities() == [2, 4, 4]
    assert answer.redirect_chain[0][0] == "/desk/queues/open/"
    undo = f"/desk/bulk/{BulkChange.objects.get().pk}/undoing/"
    assert f'action="{undo}"' in answer.content.decode()
    told = desk.post(undo, follow=True).content.decode()
    assert "2 tickets are as they were." in told
    assert priorities() == [2, 2, 2]


def test_all_of_a_list_with_its_filter_are_meant_not_only_this_page(desk, three, bo):
    desk.post("/desk/selection/", picked(three[:1], change="apply", priority="4"))
    narrowed = {"all": "1", "only_priority": "urgent", "queue": "open"}
    assert "Change 1 ticket<" in desk.post("/desk/selection/", narrowed | {"change": "edit"}).content.decode()
    desk.post("/desk/selection/", {"all": "1", "queue": "open", "change": "take"})
    assert Ticket.objects.assigned_to(bo).count() == 3


def test_a_form_that_changes_nothing_says_so(desk, three):
    answer = desk.post("/desk/selection/", picked(three, change="apply"))
    assert answer.status_code == 422
    assert "Choose what to change." in answer.content.decode()


def test_a_long_one_shows_how_far_it_is(desk, three, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    answer = desk.post("/desk/selection/", picked(three, change="apply", priority="4"), follow=True)
    change = BulkChange.objects.get()
    assert answer.redirect_chain == [(f"/desk/bulk/{change.pk}/", 302)]
    assert "1 of 3 tickets" in answer.content.decode()
    while bulk.go_on(change.pk):
        pass
    part = desk.get(f"/desk/bulk/{change.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "3 tickets changed." in part
    assert "hx-trigger" not in part


def test_anothers_change_does_not_exist(desk, client_of, three, mia):
    desk.post("/desk/selection/", picked(three, change="take"))
    assert client_of(mia).get(f"/desk/bulk/{BulkChange.objects.get().pk}/").status_code == 404
