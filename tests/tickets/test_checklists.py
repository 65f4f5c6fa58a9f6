"""Checklists: on tickets of their sort by themselves, ticked off by people, asked for before solving."""

import pytest
from django.core.exceptions import ValidationError

from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from tests.factories.tickets import make_ticket
from tickets import bulk, checklists, lifecycle, own_queues, triage
from tickets.automation import macros, rules
from tickets.checklists import OpenItems
from tickets.models import BulkItem, Category, Checklist, Macro, Status, Ticket, TicketChecklist

RETURN = {"name": "Return", "items": ["Serial number noted", "Label sent"], "is_required": True}


@pytest.fixture
def returns(ada):
    top = Category.objects.create(name="Goods", path="Goods")
    below = Category.objects.create(name="Broken", path="Goods › Broken", parent=top)
    return checklists.make(RETURN | {"category": top}, by=Actor.agent(ada)), below


def kinds(ticket):
    return [event.kind for event in Event.objects.about(ticket).in_order() if event.kind.startswith("checklist.")]


def test_a_ticket_of_the_category_or_one_below_gets_it_once(returns, grace, bo):
    checklist, below = returns
    ticket = make_ticket(grace)
    assert checklists.of(ticket) == []
    triage.set_category(ticket, below, by=Actor.agent(bo))
    triage.set_category(ticket, None, by=Actor.agent(bo))
    triage.set_category(ticket, below, by=Actor.agent(bo))
    assert [row.name for row in checklists.of(ticket)] == ["Return"]
    assert kinds(ticket) == ["checklist.added"]


def test_a_request_that_comes_in_with_the_category_gets_it_too(returns, grace, deliver):
    ticket = make_ticket(grace, category=returns[1])
    deliver()
    deliver()
    assert [row.name for row in checklists.of(ticket)] == ["Return"]
    assert kinds(ticket) == ["checklist.added"]


def test_the_type_asks_for_one_too(ada, bo, grace):
    checklists.make({"name": "Incident", "items": ["Told the status page"], "kind": "Incident"}, by=Actor.agent(ada))
    ticket = make_ticket(grace)
    triage.set_kind(ticket, "incident", by=Actor.agent(bo))
    assert [row.name for row in checklists.of(ticket)] == ["Incident"]


def test_an_open_item_of_a_required_one_stands_before_solving_and_is_named(returns, grace, bo):
    ticket = make_ticket(grace)
    row = checklists.add(ticket, returns[0], by=Actor.agent(bo))
    checklists.tick(row, 0, done=True, by=Actor.agent(bo))
    with pytest.raises(OpenItems, match="“Label sent” of the checklist “Return” is still open"):
        lifecycle.resolve(ticket, by=Actor.agent(bo))
    checklists.tick(row, 1, done=True, by=Actor.agent(bo))
    lifecycle.resolve(ticket, by=Actor.agent(bo))
    assert Ticket.objects.get(pk=ticket.pk).is_resolved
    assert TicketChecklist.objects.get().items[1]["by"] == bo.name
    assert kinds(ticket) == ["checklist.added", "checklist.ticked", "checklist.ticked"]


def test_rules_and_time_solve_all_the_same(returns, grace):
    ticket = make_ticket(grace)
    checklists.add(ticket, returns[0], by=Actor.system("x"))
    assert lifecycle.resolve(ticket, by=Actor.system("rule/1")).is_resolved


def test_ticking_twice_is_one_event_and_a_stale_page_is_told(returns, grace, bo):
    ticket, actor = make_ticket(grace), Actor.agent(bo)
    row = checklists.add(ticket, returns[0], by=actor)
    for _n in range(2):
        checklists.tick(row, 0, done=True, by=actor)
    checklists.tick(row, 0, done=False, by=actor)
    assert kinds(ticket) == ["checklist.added", "checklist.ticked", "checklist.unticked"]
    checklists.remove(row, by=actor)
    with pytest.raises(checklists.ItemChanged):
        checklists.tick(row, 0, done=True, by=actor)


def test_tickets_keep_the_list_they_got(returns, grace, bo, ada):
    ticket = make_ticket(grace)
    checklists.add(ticket, returns[0], by=Actor.agent(bo))
    checklists.change(returns[0], {"items": ["Everything else"]}, by=Actor.agent(ada))
    assert [item["text"] for item in checklists.of(ticket)[0].items] == RETURN["items"]


def test_a_macro_and_a_rule_add_it_and_it_is_not_taken_away_under_them(returns, grace, bo, ada):
    checklist, _below = returns
    macro = Macro.objects.create(name="Return", text="x", changes={"checklist": checklist.pk})
    one, other = make_ticket(grace), make_ticket(grace)
    assert macros.apply(macro, one, by=bo).changes == ["Checklist: Return"]
    doing = [{"do": "checklist", "checklist": checklist.pk}]
    rules.make({"name": "r", "events": ["note"], "actions": doing, "is_active": True}, by=Actor.agent(ada))
    assert [row.name for row in checklists.of(one)] == ["Return"]
    assert checklists.of(other) == []
    with pytest.raises(ValidationError, match="the macro “Return”"):
        checklists.set_active(checklist, False, by=Actor.agent(ada))


def test_a_change_of_many_leaves_the_ones_with_open_items_and_says_so(returns, grace, bo):
    ticket = make_ticket(grace)
    checklists.add(ticket, returns[0], by=Actor.agent(bo))
    bulk.begin([ticket.pk], {"status": Status.objects.default_of("resolved").pk}, by=bo)
    assert "“Serial number noted” of the checklist “Return”" in BulkItem.objects.get().because
    assert not Ticket.objects.get(pk=ticket.pk).is_resolved


def test_a_queue_shows_how_far_they_are(returns, grace, bo, client_of):
    ticket = make_ticket(grace, subject="Broken kettle")
    row = checklists.add(ticket, returns[0], by=Actor.agent(bo))
    checklists.tick(row, 0, done=True, by=Actor.agent(bo))
    queue = own_queues.make({"name": "Mine", "owner": bo, "columns": ["requester", "checklists"]}, by=bo)
    assert ">1/2<" in client_of(bo).get(f"/desk/queues/own-{queue.pk}/").content.decode().replace("\n", "")


def test_it_is_written_in_the_settings_and_worked_off_on_the_ticket(ada, bo, grace, client_of):
    admin, agent, ticket = client_of(ada), client_of(bo), make_ticket(grace)
    made = admin.post("/settings/checklists/new/", {"name": "Return", "items": " a \n\nb\na", "is_required": "on"})
    assert made.status_code == 302
    checklist = Checklist.objects.get()
    assert (checklist.items, checklist.is_required) == (["a", "b"], True)
    for wrong in ({"name": "return", "items": "x"}, {"name": "", "items": "x"}, {"name": "y", "items": "x" * 201}):
        assert admin.post("/settings/checklists/new/", wrong).status_code == 422
    page = f"/desk/tickets/{ticket.number}/checklists/"
    assert "Return" in agent.get(page).content.decode()
    agent.post(page, {"add": checklist.pk})
    row = TicketChecklist.objects.get()
    agent.post(page, {"checklist": row.pk, "tick": "1"})
    panel = agent.get(f"/desk/tickets/{ticket.number}/context/").content.decode()
    assert "1/2" in panel
    assert panel.count('aria-checked="true"') == 1
    refused = agent.post(f"/desk/tickets/{ticket.number}/resolution/", headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert agent.post(page, {"checklist": row.pk, "tick": "9"}).status_code == 303
    assert agent.post(page, {"checklist": 0, "tick": "x"}).status_code == 404
    agent.post(page, {"remove": row.pk})
    assert not TicketChecklist.objects.exists()


def test_the_head_of_a_ticket_says_how_far_it_is(returns, grace, bo, client_of):
    checklist, _below = returns
    ticket, plain = make_ticket(grace), make_ticket(grace)
    row = checklists.add(ticket, checklist, by=Actor.agent(bo))
    checklists.tick(row, 0, done=True, by=Actor.agent(bo))
    desk = client_of(bo)
    head = f'href="/desk/tickets/{ticket.number}/checklists/" title="Checklists"'
    assert head in (page := desk.get(f"/desk/tickets/{ticket.number}/").content.decode())
    assert '<span class="num">1/2</span></a>' in page
    assert '<span class="num">0/' not in desk.get(f"/desk/tickets/{plain.number}/").content.decode()
