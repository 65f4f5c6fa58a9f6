"""Particular situations (sla.md §7), a row each, as the product's actions bring them about.

Merge and split: test_merging.py. Spam, restoring, waiver, the public first message: test_clocks_of_a_ticket.py; many
waivers at once: test_breaches.py.
"""

import pytest

from helpdesk.accounts.models import Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from sla import replay
from sla.models import Clock
from tests.sla.worlds import utc
from tickets import assignment, conversation, lifecycle, opening
from tickets.conversation import Letter, Words
from tickets.models import Channel, Status, StatusCategory, Ticket

BOT = Actor.system("bot")


def clocks_of(ticket) -> dict[str, Clock]:
    """The newest clock of each measure; what is stored is what the log gives."""
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert replay.differences(ticket, clock.now()) == []
    return {one.metric: one for one in Clock.objects.of(ticket).in_order()}


def test_the_first_answer_of_a_customer_we_wrote_to_starts_a_next_response(monday_morning, grace, bo, next_responses):
    ticket = opening.open_ticket(grace, "Your invoice", by=Actor.agent(bo), channel=Channel.AGENT)
    conversation.reply(ticket, Words("Here it is."), by=bo)
    assert set(clocks_of(ticket)) == {"requester_wait"}
    with clock.at(utc("06-01 09:00")):
        conversation.receive(Ticket.objects.get(pk=ticket.pk), grace, Words("Thanks, but what is line 3?"))
    found = clocks_of(ticket)
    assert set(found) == {"requester_wait", "next_response"}
    assert found["next_response"].started_at == utc("06-01 09:00")


@pytest.fixture
def next_responses(acme, ada):
    """Everything else is promised a next response, too."""
    from sla import policies
    from sla.engine.terms import Target
    from sla.models import Policy

    policy = Policy.objects.get(is_default=True)
    targets = {
        (one.metric, one.priority): Target(one.target_seconds, one.basis) for one in policy.current.targets.all()
    }
    targets[("next_response", "normal")] = Target(7200, "business")
    policies.publish(policy, policies.Draft(targets=targets), by=Actor.agent(ada))


def test_a_contact_logged_with_a_private_first_entry_waits_for_its_first_response(monday_morning, grace, bo):
    ticket = opening.open_ticket(
        grace, "Voicemail", by=Actor.agent(bo), channel=Channel.PHONE, first_message_is_public=False
    )
    conversation.note(ticket, Words("Asks to be called back"), by=Actor.agent(bo), author_agent=bo)
    first = clocks_of(ticket)["first_response"]
    assert (first.started_at, first.state) == (utc("06-01 08:00"), "running")


@pytest.mark.parametrize(("channel", "target_seconds"), [(Channel.CHAT, 60), (Channel.PHONE, 300)])
def test_chat_and_phone_wait_for_a_person(monday_morning, a_ticket, bo, channel, target_seconds):
    ticket = a_ticket(channel=channel)
    with clock.at(utc("06-01 08:00:20")):  # the waiting room
        conversation.note(ticket, Words("You are number two in the queue"), by=BOT)
    waiting = clocks_of(ticket)["first_response"]
    assert (waiting.target_seconds, waiting.state) == (target_seconds, "running")
    with clock.at(utc("06-01 08:00:40")):
        conversation.reply(ticket, Words("Bo here"), by=bo, letter=Letter(channel=channel))
    answered = clocks_of(ticket)["first_response"]
    assert (answered.state, answered.consumed_seconds) == ("satisfied", 40)


def test_a_contact_logged_as_solved_has_no_clocks_until_it_is_reopened(monday_morning, grace, bo):
    ticket = opening.open_ticket(
        grace, "Called, all is well", by=Actor.agent(bo), channel=Channel.AGENT, category_of_status="resolved"
    )
    assert clocks_of(ticket) == {}
    with clock.at(utc("06-02 08:00")):
        lifecycle.reopen(ticket, by=Actor.agent(bo))
    resolution = clocks_of(ticket)["requester_wait"]
    assert (resolution.started_at, resolution.consumed_seconds) == (utc("06-02 08:00"), 0)


@pytest.mark.parametrize(("category", "state"), [("pending", "paused"), ("on_hold", "running")])
def test_created_waiting_pausing_clocks_start_paused(monday_morning, grace, bo, category, state):
    ticket = opening.open_ticket(grace, "Later", by=Actor.agent(bo), category_of_status=category, channel=Channel.AGENT)
    assert clocks_of(ticket)["requester_wait"].state == state


@pytest.mark.parametrize("category", [StatusCategory.PENDING, StatusCategory.ON_HOLD])
def test_waiting_without_an_answer_stops_no_reply_clock(monday_morning, a_ticket, bo, category):
    ticket = a_ticket()
    due = clocks_of(ticket)["first_response"].due_at
    lifecycle.set_status(ticket, Status.objects.default_of(category), by=Actor.agent(bo))
    first = clocks_of(ticket)["first_response"]
    assert (first.state, first.due_at) == ("running", due)


def test_neither_note_nor_robot_answers_and_nothing_makes_a_note_public(monday_morning, a_ticket, bo):
    ticket = a_ticket()
    note = conversation.note(ticket, Words("I know this one"), by=Actor.agent(bo), author_agent=bo)
    assert clocks_of(ticket)["first_response"].state == "running"
    assert note.is_note
    assert not [name for name in dir(conversation) if "publish" in name or "visib" in name]


def test_another_owner_or_team_changes_nothing(monday_morning, a_ticket, bo, mia):
    ticket = a_ticket()
    before = {metric: (one.due_at, one.runs) for metric, one in clocks_of(ticket).items()}
    with clock.at(utc("06-01 09:00")):
        assignment.assign(ticket, bo, by=Actor.agent(mia))
        assignment.hand_over(ticket, Team.objects.create(name="Second line"), by=Actor.agent(mia))
    assert {metric: (one.due_at, one.runs) for metric, one in clocks_of(ticket).items()} == before


def test_a_rule_that_solves_a_silent_ticket_keeps_its_resolution_and_says_so(monday_morning, a_ticket, bo):
    from helpdesk.events.models import Event

    ticket = a_ticket()
    pending = Status.objects.default_of("pending")
    conversation.reply(ticket, Words("Does it work now?"), by=bo, then=pending)
    with clock.at(utc("06-08 08:00")):
        lifecycle.resolve(Ticket.objects.get(pk=ticket.pk), by=Actor.system("rule/1"), automatic=True)
    assert clocks_of(ticket)["requester_wait"].state == "satisfied"
    assert Event.objects.about(ticket).get(kind="ticket.resolved").data["automatic"] is True
