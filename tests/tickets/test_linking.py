"""Tickets that have to do with each other, read from both ends."""

import pytest

from helpdesk.accounts import teams
from helpdesk.accounts.models import Agent
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.notices.models import Notice
from tickets import assignment, bulk, history, lifecycle, linking
from tickets.linking import CannotLink
from tickets.models import LinkKind, Message, Ticket, TicketLink


@pytest.fixture
def pair(a_ticket):
    return a_ticket(), a_ticket()


def read_from(ticket, agent):
    return [(each.words, each.ticket.number) for each in linking.neighbours(ticket, agent)]


@pytest.mark.parametrize(
    ("kind", "forwards", "backwards"),
    [
        ("relates", "relates to", "relates to"),
        ("duplicates", "is a duplicate of", "has the duplicate"),
        ("causes", "is the problem behind", "comes from the problem"),
        ("parent", "is done with the help of", "is a part of"),
    ],
)
def test_a_link_reads_from_both_ends_and_is_told_on_both(pair, bo, kind, forwards, backwards):
    one, other = pair
    made = linking.link(one, kind, other, by=Actor.agent(bo))
    assert linking.link(one, kind, other, by=Actor.agent(bo)) == made
    assert read_from(one, bo) == [(forwards, other.number)]
    assert read_from(other, bo) == [(backwards, one.number)]
    assert Event.objects.filter(kind="ticket.linked").count() == 2
    linking.unlink(made, by=Actor.agent(bo))
    assert (read_from(one, bo), Event.objects.filter(kind="ticket.unlinked").count()) == ([], 2)


def test_related_is_one_link_whoever_says_it(pair, bo):
    one, other = pair
    for ends in ((one, other), (other, one)):
        linking.link(ends[0], LinkKind.RELATES, ends[1], by=Actor.agent(bo))
    assert TicketLink.objects.count() == 1


def test_what_makes_no_sense_is_refused_with_the_reason(pair, a_ticket, bo):
    (one, other), third, by = pair, a_ticket(), Actor.agent(bo)
    linking.link(one, "causes", other, by=by)
    with pytest.raises(CannotLink, match="other way round"):
        linking.link(other, "causes", one, by=by)
    with pytest.raises(CannotLink, match=f"ACME-{other.number} comes from the problem another one already"):
        linking.link(third, "causes", other, by=by)
    with pytest.raises(CannotLink, match="to itself"):
        linking.link(third, "relates", third, by=by)


@pytest.mark.parametrize("kind", ["causes", "parent"])
def test_a_part_of_a_part_is_not_its_whole(a_ticket, bo, kind):
    whole, part, parts_part = a_ticket(), a_ticket(), a_ticket()
    linking.link(whole, kind, part, by=Actor.agent(bo))
    linking.link(part, kind, parts_part, by=Actor.agent(bo))
    with pytest.raises(CannotLink, match="other way round"):
        linking.link(parts_part, kind, whole, by=Actor.agent(bo))


def test_a_linked_ticket_of_a_closed_team_is_not_seen(pair, bo, ada):
    one, other = pair
    linking.link(one, "relates", other, by=Actor.agent(ada))
    team = teams.make({"name": "Payroll", "is_restricted": True}, [ada], by=Actor.agent(ada))
    assignment.hand_over(other, team, by=Actor.agent(ada))
    assert read_from(one, Agent.objects.get(pk=bo.pk)) == []
    assert read_from(one, Agent.objects.get(pk=ada.pk)) == [("relates to", other.number)]


def test_a_problems_incidents_are_answered_and_solved_together(a_ticket, bo):
    problem, *incidents = [a_ticket() for _ in range(3)]
    for each in incidents:
        linking.link(problem, "causes", each, by=Actor.agent(bo))
    lifecycle.resolve(incidents[1], by=Actor.agent(bo))
    change = linking.solve_incidents(problem, "The import runs again.", by=bo)
    said = Message.objects.get(kind="agent")
    assert (said.ticket_id, said.text) == (incidents[0].pk, "The import runs again.")
    assert Ticket.objects.get(pk=incidents[0].pk).is_resolved
    bulk.undo(change, by=bo)
    assert Ticket.objects.get(pk=incidents[0].pk).is_open
    assert Message.objects.filter(kind="agent").count() == 1


def test_incidents_whose_turn_is_yet_to_come_are_answered_once_whoever_presses_again(a_ticket, bo, mia, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    problem, *incidents = [a_ticket() for _ in range(4)]
    for each in incidents:
        linking.link(problem, "causes", each, by=Actor.agent(bo))
    change = linking.solve_incidents(problem, "The import runs again.", by=bo)
    assert linking.solve_incidents(problem, "The import runs again.", by=bo) == change
    with pytest.raises(bulk.BulkRefused, match="Somebody"):
        linking.solve_incidents(problem, "It runs.", by=mia)
    new = a_ticket()
    linking.link(problem, "causes", new, by=Actor.agent(bo))
    of_mia = linking.solve_incidents(problem, "It runs.", by=mia)
    for each in (change, of_mia):
        while bulk.go_on(each.pk):
            pass
    said = Message.objects.filter(kind="agent").values_list("ticket", "text").order_by("ticket")
    assert list(said) == [(each.pk, "The import runs again.") for each in incidents] + [(new.pk, "It runs.")]


def test_a_part_is_another_teams_ticket_of_which_the_customer_hears_nothing(a_ticket, bo, mia, ada, deliver):
    whole = assignment.assign(a_ticket(), mia, by=Actor.agent(bo))
    team = teams.make({"name": "Billing"}, [bo], by=Actor.agent(ada))
    part = linking.open_part(whole, "Check the invoice", "Number 12", team, by=bo)
    deliver()
    assert (part.team, part.requester) == (team, whole.requester)
    assert list(Message.objects.filter(ticket=part).values_list("kind", flat=True)) == ["note"]
    assert read_from(part, bo) == [("is a part of", whole.number)]
    lifecycle.resolve(part, by=Actor.agent(bo))
    deliver()
    [done] = history.named_for(Event.objects.about(whole).filter(kind="ticket.part_done"), mia)
    assert done.sentence.endswith("Check the invoice")
    assert [one.text for one in Notice.objects.to(mia).filter(kind="progress")] == [
        f"A part of ACME-{whole.number} is done (ACME-{part.number} Check the invoice): {whole.subject}"
    ]
