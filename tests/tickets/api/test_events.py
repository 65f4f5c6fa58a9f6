"""The history by API: the same events as on the page, without gaps."""

from helpdesk.events.actors import Actor
from tickets import lifecycle


def test_the_history_is_told_without_gaps(api_of, bo, a_ticket):
    ticket = a_ticket()
    lifecycle.resolve(ticket, by=Actor.agent(bo))
    events = api_of(bo).get(f"tickets/{ticket.number}/events").json()["results"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert events[0]["says"] == "Grace Hopper opened the ticket"
    solved = next(event for event in events if event["kind"] == "ticket.resolved")
    assert solved["actor"] == {"kind": "agent", "id": bo.pk, "name": "Bo"}
    assert (solved["is_public"], solved["data"]["category"]) == (True, "resolved")


def test_a_program_takes_up_where_it_left_off(api_of, bo, a_ticket):
    ticket = a_ticket()
    lifecycle.resolve(ticket, by=Actor.agent(bo))
    api, path = api_of(bo), f"tickets/{ticket.number}/events"
    later = api.get(path, since_seq=ticket.version).json()["results"]
    assert [event["seq"] for event in later][0] == ticket.version + 1
    assert [event["kind"] for event in api.get(path, kind="ticket.opened").json()["results"]] == ["ticket.opened"]


def test_the_sentence_is_in_the_language_that_was_asked_for(api_of, bo, a_ticket):
    path = f"tickets/{a_ticket().number}/events"
    response = api_of(bo).get(path, headers={"Accept-Language": "de"})
    assert response["Content-Language"] == "de"
