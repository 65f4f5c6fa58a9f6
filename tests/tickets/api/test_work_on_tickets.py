"""Checklists and time on tickets by API: the same rules as on the pages, refused by field or by what stands there."""

import pytest

from helpdesk.events.actors import Actor
from tests.api import fields_named
from tickets import checklists, handling


@pytest.fixture
def returns(ada):
    return checklists.make({"name": "Return", "items": ["Serial number", "Label"]}, by=Actor.agent(ada))


def test_a_program_puts_a_checklist_on_ticks_it_off_and_takes_it_away(returns, bo, lin, a_ticket, api_of):
    # given
    api, path = api_of(bo), f"tickets/{a_ticket().number}/checklists"
    assert [row["name"] for row in api.get("checklists").json()["results"]] == ["Return"]
    # when
    made = api.post(path, {"checklist": returns.pk})
    again = api.post(path, {"checklist": returns.pk})
    # then
    assert (made.status_code, again.json()["id"]) == (201, made.json()["id"])
    assert fields_named(api.post(path, {"checklist": 999_999})) == {"checklist"}
    assert api_of(lin).post(path, {"checklist": returns.pk}).status_code == 403
    # when
    one = f"{path}/{made.json()['id']}"
    for position in (0, 1):
        ticked = api.patch(one, {"position": position, "done": True})
    # then
    assert (ticked.status_code, ticked.json()["is_done"]) == (200, True)
    assert [item["by"] for item in ticked.json()["items"]] == ["Bo", "Bo"]
    assert api.patch(one, {"position": 0, "done": False}).json()["items"][0] == {
        "text": "Serial number", "by": None, "at": None,
    }  # fmt: skip
    assert api.patch(one, {"position": 7, "done": True}).status_code == 409
    assert fields_named(api.patch(one, {"position": -1})) == {"position", "done"}
    assert api.delete(one).status_code == 204
    assert api.get(path).json()["results"] == []


def test_a_program_reads_and_corrects_the_time_on_a_ticket(bo, mia, ada, a_ticket, api_of):
    # given
    ticket = a_ticket()
    path, api = f"tickets/{ticket.number}", api_of(bo)
    # when
    made = api.post(f"{path}/time-corrections", {"minutes": 12, "because": "On the phone"})
    # then
    assert (made.status_code, made.json()["minutes"], made.json()["corrected_by"]) == (201, 12, "Bo")
    told = api.get(f"{path}/time").json()
    assert told == {"seconds": 720, "agents": [{"agent": bo.pk, "name": "Bo", "seconds": 720}]}
    # then: nothing below zero, no nothing, nobody else's without the right to read figures
    assert fields_named(api.post(f"{path}/time-corrections", {"minutes": -13, "because": "x"})) == {"minutes"}
    assert fields_named(api.post(f"{path}/time-corrections", {"minutes": 0, "because": "x"})) == {"minutes"}
    others = {"minutes": 5, "because": "Forgotten", "agent": mia.pk}
    assert api.post(f"{path}/time-corrections", others).status_code == 403
    assert api_of(mia).post(f"{path}/time-corrections", others | {"agent": bo.pk}).status_code == 201
    assert [row["because"] for row in api.get(f"{path}/time-corrections").json()["results"]] == [
        "On the phone", "Forgotten",
    ]  # fmt: skip
    assert handling.shares(ticket)[0].seconds == 17 * 60
