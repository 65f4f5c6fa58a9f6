"""Each decision of routing is kept with its reasons, and the ticket's page tells them."""

from helpdesk.accounts import presence
from helpdesk.accounts.models import Agent, Team
from helpdesk.events.actors import Actor
from tickets import assignment
from tickets.models import RoutingDecision
from tickets.routing.next import route


def reasons_on_page(browser, ticket) -> str:
    return browser.get(f"/desk/tickets/{ticket.number}/reasons/").content.decode()


def reasons(decision) -> dict:
    return {row["name"]: row["why"] for row in decision.candidates}


def test_a_decision_names_everybody_and_the_reason(a_ticket, ada, bo, lin):
    # given
    Team.objects.get(is_default=True).memberships.create(agent=lin)
    presence.go_on_duty(ada, by=Actor.agent(ada))
    Agent.objects.filter(pk=ada.pk).update(last_routed_at=bo.tenant.created_at)
    # when
    route(a_ticket())
    # then
    decision = RoutingDecision.objects.get()
    assert (decision.agent, decision.why) == (bo, "next_turn")
    assert reasons(decision) == {"Bo": "next_turn", "Ada": "later_turn", "Mia": "away", "Lin": "cannot_answer"}


def test_the_ticket_says_why_it_is_bos(a_ticket, client_of, ada):
    ticket = a_ticket()
    route(ticket)
    page = reasons_on_page(client_of(ada), ticket)
    assert "Why Bo?" in page
    assert "waited longest for a ticket" in page
    assert "away" in page


def test_the_ticket_says_why_nobody_has_it(a_ticket, client_of, ada, bo):
    presence.go_away(bo, by=Actor.agent(bo))
    ticket = a_ticket()
    route(ticket)
    assert "Why nobody yet?" in reasons_on_page(client_of(ada), ticket)


def test_an_owner_chosen_by_a_person_is_not_explained_by_routing(a_ticket, client_of, ada):
    ticket = a_ticket()
    route(ticket)
    assignment.assign(ticket, ada, by=Actor.agent(ada))
    assert "Why " not in reasons_on_page(client_of(ada), ticket)


def test_nobody_for_the_same_reasons_is_one_decision(a_ticket, bo):
    presence.go_away(bo, by=Actor.agent(bo))
    ticket = a_ticket()
    for _look in range(3):
        route(ticket)
    assert RoutingDecision.objects.count() == 1


def test_who_had_a_ticket_before_it_was_put_back_does_not_get_it_straight_again(a_ticket, bo):
    # given
    ticket = a_ticket()
    route(ticket)
    # when
    assignment.unassign(ticket, by=Actor.agent(bo))
    # then
    assert route(ticket) is None
    assert reasons(RoutingDecision.objects.latest("id"))["Bo"] == "gave_back"


def test_a_ticket_that_went_to_another_team_and_back_is_new_to_its_old_owner(a_ticket, ada, bo):
    ticket, actor = a_ticket(), Actor.agent(ada)
    route(ticket)
    support, other = ticket.team, Team.objects.create(name="Billing")
    assignment.hand_over(ticket, other, by=actor)
    ticket = assignment.hand_over(ticket, support, by=actor)
    assert route(ticket) == bo
