"""Many tickets changed at once: watched, refused one by one, undone field by field."""

from datetime import timedelta

import pytest

from helpdesk.accounts import people, teams
from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import Role
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.tenancy.sweeping import due_by_tenant
from tickets import assignment, bulk, lifecycle, triage
from tickets.bulk import BulkRefused
from tickets.models import BulkChange, Priority, Status, Ticket


@pytest.fixture
def three(a_ticket):
    return [a_ticket() for _ in range(3)]


@pytest.fixture
def begin(three, bo):
    return lambda changes, **more: bulk.begin([ticket.pk for ticket in three], changes, by=bo, **more)


def stand(three, *columns):
    """What stands on the tickets, each in a row."""
    return [Ticket.objects.values_list(*columns).get(pk=ticket.pk) for ticket in three]


def outcomes(change):
    return list(change.items.order_by("ticket").values_list("outcome", flat=True))


def test_several_fields_are_set_on_each_and_told_in_its_history(three, begin, bo):
    change = begin({"assignee": bo.pk, "priority": 3, "add_tags": ["vip"]})
    assert change.state == "done"
    assert stand(three, "assignee", "priority") == [(bo.pk, 3)] * 3
    assert outcomes(change) == ["changed"] * 3
    assert [ticket.ticket_tags.get().tag.name for ticket in three] == ["vip"] * 3


def test_what_stands_already_is_no_change(three, begin, bo):
    triage.set_priority(three[0], 3, by=Actor.agent(bo))
    assert outcomes(begin({"priority": 3})) == ["same", "changed", "changed"]


def test_undone_all_is_as_it_was(three, begin, bo, ada):
    triage.change_tags(three[1], add=["vip"], by=Actor.agent(ada))
    before = stand(three, "assignee", "priority", "status")
    change = begin(
        {"assignee": bo.pk, "priority": 4, "status": Status.objects.default_of("pending").pk, "add_tags": ["vip"]}
    )
    assert stand(three, "priority") == [(4,)] * 3
    undone = bulk.undo(change, by=bo)
    assert bulk.undo(change, by=bo).state == undone.state == "undone"
    assert stand(three, "assignee", "priority", "status") == before
    assert [ticket.ticket_tags.count() for ticket in three] == [0, 1, 0]


def test_an_owner_who_is_not_in_the_new_team_is_given_back_with_the_old_one(three, begin, bo, mia, ada):
    for ticket, owner in zip(three, (bo, mia, None), strict=True):
        if owner:
            assignment.assign(ticket, owner, by=Actor.agent(ada))
    before = stand(three, "team", "assignee")
    second_line = teams.make({"name": "Second line"}, [ada], by=Actor.agent(ada))
    change = begin({"team": second_line.pk})
    assert stand(three, "team", "assignee") == [(second_line.pk, None)] * 3
    assignment.assign(three[1], ada, by=Actor.agent(ada))
    bulk.undo(change, by=bo)
    assert stand(three, "team", "assignee") == [before[0], (before[1][0], ada.pk), before[2]]


def test_undoing_leaves_alone_what_was_changed_since_field_by_field(three, begin, bo, mia):
    change = begin({"assignee": bo.pk, "priority": 4})
    assignment.assign(three[0], mia, by=Actor.agent(mia))
    bulk.undo(change, by=bo)
    assert stand(three, "assignee", "priority") == [(mia.pk, Priority.NORMAL), (None, 2), (None, 2)]
    kept = change.items.get(outcome="kept")
    assert (kept.ticket_id, kept.because) == (three[0].pk, "Owner was changed since")


def test_what_others_did_after_it_was_seen_is_not_overwritten(three, begin, mia):
    seen_at = clock.now()
    with clock.move_by(timedelta(minutes=1)):
        triage.set_priority(three[0], 4, by=Actor.agent(mia))
    with clock.move_by(timedelta(minutes=2)):
        change = begin({"priority": 1, "add_tags": ["calm"]}, seen_at=seen_at)
    assert stand(three, "priority") == [(4,), (1,), (1,)]
    first = change.items.get(ticket=three[0])
    assert "changed the priority" in first.because
    assert list(first.after) == ["add_tags"]


def test_one_that_refuses_leaves_the_others_changed(three, begin, bo):
    lifecycle.close(three[1], by=Actor.agent(bo))
    change = begin({"status": Status.objects.default_of("pending").pk})
    assert outcomes(change) == ["changed", "refused", "changed"]
    assert change.items.get(outcome="refused").because == "it is closed"


def test_tickets_the_agent_does_not_see_are_not_among_them(three, begin, ada, bo):
    team = teams.make({"name": "Payroll", "is_restricted": True}, [ada], by=Actor.agent(ada))
    assignment.hand_over(three[0], team, by=Actor.agent(ada))
    change = bulk.begin([ticket.pk for ticket in three], {"priority": 4}, by=Agent.objects.get(pk=bo.pk))
    assert stand(three, "priority") == [(2,), (4,), (4,)]
    assert change.items.count() == 2


def test_more_than_a_few_go_on_in_the_background_and_are_found_again(three, begin, acme, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    change = begin({"priority": 4})
    assert (change.state, bulk.progress(change)) == ("running", {"changed": 1, "waiting": 2})
    BulkChange.objects.update(made_at=clock.now() - timedelta(minutes=1))
    assert due_by_tenant("bulk_changes_to_go_on", 10) == {acme.pk: [change.pk]}
    while bulk.go_on(change.pk):
        pass
    assert BulkChange.objects.get().state == "done"
    assert stand(three, "priority") == [(4,)] * 3
    assert due_by_tenant("bulk_changes_to_go_on", 10) == {}


def test_stopped_in_the_middle_the_rest_is_never_touched(three, begin, bo, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    change = bulk.undo(begin({"priority": 4}), by=bo)
    while bulk.go_on(change.pk):
        pass
    assert stand(three, "priority") == [(2,)] * 3
    assert sorted(outcomes(change)) == ["same", "same", "undone"]


def test_only_its_maker_undoes_it_and_only_for_a_day(begin, bo, mia):
    change = begin({"priority": 4})
    with pytest.raises(BulkRefused):
        bulk.undo(change, by=mia)
    with clock.move_by(timedelta(hours=25)), pytest.raises(BulkRefused):
        bulk.undo(change, by=bo)


@pytest.mark.parametrize(("changes", "says"), [({}, "Choose what"), ({"priority": 4}, "At most 2")])
def test_what_cannot_begin_says_why(begin, monkeypatch, changes, says):
    monkeypatch.setattr(bulk, "MOST", 2)
    with pytest.raises(BulkRefused, match=says):
        begin(changes)
    assert not BulkChange.objects.exists()


def test_a_light_agent_changes_nothing(three, lin):
    with pytest.raises(BulkRefused, match="Your role"):
        bulk.begin([three[0].pk], {"priority": 4}, by=lin)


def test_whoever_became_a_light_agent_undoes_nothing(three, begin, bo, ada):
    change = begin({"priority": 4})
    people.change(bo, {"role": Role.LIGHT}, by=ada)
    with pytest.raises(BulkRefused, match="Your role"):
        bulk.undo(change, by=Agent.objects.get(pk=bo.pk))
    assert stand(three, "priority") == [(4,)] * 3
