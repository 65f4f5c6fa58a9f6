"""Two tickets about one thing become one, and come apart again."""

from datetime import timedelta

import pytest

from helpdesk.accounts.models import Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from sla import replay
from sla.models import Clock
from tests.factories.tickets import make_ticket
from tickets import assignment, closing, contacts, conversation, drafts, lifecycle, merging, snoozing, triage
from tickets.conversation import Letter, Words
from tickets.merging import CannotMerge
from tickets.models import Draft, Message, Status, Ticket


@pytest.fixture
def two(monday_morning, a_ticket):
    """Grace's second mail, and the first, an hour older."""
    with clock.at(monday_morning - timedelta(hours=1)):
        first = a_ticket(subject="The export stops", text="It stops after 30 seconds.")
    return a_ticket(subject="Still broken", text="Nobody answers."), first


def words_on(ticket):
    return list(Message.objects.filter(ticket=ticket).in_order().values_list("text", flat=True))


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def test_the_messages_move_in_their_order_and_remember_where_they_were_said(two, bo):
    second, first = two
    with clock.move_by(timedelta(minutes=5)):
        conversation.note(first, Words("Looking."), by=Actor.agent(bo), author_agent=bo)
    merging.merge(second, first, by=bo)
    assert words_on(first) == ["It stops after 30 seconds.", "Nobody answers.", "Looking."]
    assert words_on(second) == []
    assert Message.objects.get(text="Nobody answers.").origin == second
    second = fresh(second)
    assert (second.merged_into, second.is_open) == (first, False)


def test_tags_and_whoever_heard_of_it_come_along(two, bo, mia, ada):
    second, first = two
    triage.change_tags(second, add=["export", "urgent"], by=Actor.agent(bo))
    triage.change_tags(first, add=["export"], by=Actor.agent(bo))
    assignment.assign(second, mia, by=Actor.agent(bo))
    assignment.follow(second, ada, by=Actor.agent(ada))
    merging.merge(second, first, by=bo)
    assert set(first.ticket_tags.values_list("tag__name", flat=True)) == {"export", "urgent"}
    assert set(first.followers.values_list("agent__user__name", flat=True)) == {mia.name, ada.name}


def test_a_follower_who_may_not_see_the_other_ticket_does_not_come_along(two, bo, lin):
    second, first = two
    assignment.follow(second, lin, by=Actor.agent(bo))
    secret = Team.objects.create(name="Security", is_restricted=True)
    assignment.hand_over(first, secret, by=Actor.agent(bo))
    merging.merge(second, first, by=bo)
    assert not first.followers.exists()


@pytest.mark.parametrize("copies", [False, True])
def test_another_customer_hears_of_the_other_ticket_only_when_the_agent_says_so(two, bo, copies):
    _second, first = two
    ruth = contacts.make_for("ruth@lighthouse.test", "Ruth")
    hers = make_ticket(ruth, subject="Export", text="Mine stops too.")
    told = merging.preview(hers, first)
    assert [one.name for one in told.left_out] == ["Ruth"]
    assert [one.name for one in told.readers] == [first.requester.name]
    merging.merge(hers, first, by=bo, copies=copies)
    assert first.participants.filter(contact=ruth).exists() is copies


def test_what_somebody_was_about_to_say_is_not_lost(two, bo, mia):
    second, first = two
    drafts.save(second, bo, "reply", text="From the second.")
    drafts.save(first, bo, "reply", text="From the first.")
    drafts.save(second, mia, "note", text="A thought.")
    merging.merge(second, first, by=bo)
    assert not Draft.objects.filter(ticket=second).exists()
    kept = Draft.objects.get(ticket=first, agent=bo).html
    assert kept.index("From the first.") < kept.index("From the second.")
    assert "A thought." in Draft.objects.get(ticket=first, agent=mia).html


@pytest.mark.parametrize("category", ["pending", "on_hold", "resolved"])
def test_a_customer_who_waits_opens_the_other_ticket(two, bo, category):
    second, first = two
    conversation.reply(first, Words("Which browser?"), by=bo, then=Status.objects.default_of(category))
    merging.merge(second, first, by=bo)
    assert fresh(first).status_category == "open"


def test_an_answered_ticket_opens_nothing(two, bo):
    second, first = two
    for ticket in two:
        with clock.move_by(timedelta(minutes=1)):
            conversation.reply(ticket, Words("Which browser?"), by=bo, then=Status.objects.default_of("pending"))
    merging.merge(second, first, by=bo)
    assert fresh(first).status_category == "pending"


@pytest.mark.parametrize(
    ("_case", "happens", "says"),
    [
        ("itself", lambda one, other, bo: (one, one), "itself"),
        ("closed", lambda one, other, bo: (one, lifecycle.close(other, by=Actor.agent(bo))), "closed"),
        ("spam", lambda one, other, bo: (one, lifecycle.mark_spam(other, by=Actor.agent(bo))), "spam"),
        ("merged", lambda one, other, bo: (merging.merge(one, other, by=bo).ticket, other), "already merged"),
    ],
)
def test_what_cannot_be_merged_is_refused_and_changes_nothing(two, bo, _case, happens, says):
    one, other = happens(*two, bo)
    before = words_on(one), words_on(other)
    with pytest.raises(CannotMerge, match=says):
        merging.merge(one, other, by=bo)
    assert (words_on(one), words_on(other)) == before


def test_a_merged_ticket_takes_no_more_words(two, bo):
    second, first = two
    merging.merge(second, first, by=bo)
    for act in (
        lambda: conversation.reply(second, Words("Hello"), by=bo),
        lambda: conversation.note(second, Words("Hello"), by=Actor.agent(bo), author_agent=bo),
        lambda: lifecycle.resolve(second, by=Actor.agent(bo)),
    ):
        with pytest.raises(lifecycle.TicketMerged):
            act()


def test_a_solved_ticket_that_was_merged_away_is_closed_by_time_like_any(two, bo):
    second, first = two
    lifecycle.resolve(second, by=Actor.agent(bo))
    merging.merge(second, first, by=bo)
    with clock.move_by(timedelta(days=8)):
        assert closing.close_due([second.pk]) == 1


def test_undoing_puts_everything_back_and_leaves_what_was_said_since(two, bo, mia):
    second, first = two
    triage.change_tags(second, add=["export"], by=Actor.agent(bo))
    assignment.assign(second, mia, by=Actor.agent(bo))
    done = merging.merge(second, first, by=bo)
    with clock.move_by(timedelta(hours=2)):
        conversation.reply(first, Words("We are on it."), by=bo)
    with clock.move_by(timedelta(hours=23)):
        merging.undo(done, by=bo)
    assert words_on(first) == ["It stops after 30 seconds.", "We are on it."]
    assert words_on(second) == ["Nobody answers."]
    assert Message.objects.get(text="Nobody answers.").origin is None
    second, first = fresh(second), fresh(first)
    assert (second.merged_into, second.is_open, second.assignee) == (None, True, mia)
    assert not first.ticket_tags.exists()
    assert not first.followers.exists()
    assert first.last_customer_message_at == Message.objects.get(text="It stops after 30 seconds.").created_at


def written_to(ticket, into, text, hours):
    """A customer's mail to a ticket that was merged: it is kept on the other one."""
    with clock.move_by(timedelta(hours=hours)):
        return conversation.receive(into, ticket.requester, Words(text), letter=Letter(origin_id=ticket.pk))


def test_mail_written_to_the_merged_ticket_goes_back_with_the_wait_it_began(two, bo, monday_morning):
    # given two answered tickets, merged, and a mail to the one that ended
    second, first = two
    for ticket in two:
        conversation.reply(ticket, Words("Which browser?"), by=bo, then=Status.objects.default_of("pending"))
    done = merging.merge(second, first, by=bo)
    asked = written_to(second, first, "Firefox.", hours=1)
    # when
    with clock.move_by(timedelta(hours=3)):
        merging.undo(done, by=bo)
        now = clock.now()
    # then it is there, and the customer waits since it was written
    assert words_on(second)[-1] == "Firefox."
    assert "Firefox." not in words_on(first)
    assert fresh(second).status_category == "open"
    assert fresh(second).last_customer_message_at == asked.created_at
    assert (replay.differences(fresh(second), now), replay.differences(fresh(first), now)) == ([], [])


def test_the_clocks_of_both_stand_as_if_it_had_been_written_there(monday_morning, two, bo):
    second, first = two
    done = merging.merge(second, first, by=bo)
    conversation.reply(first, Words("On it."), by=bo)
    written_to(second, first, "And?", hours=1)
    with clock.move_by(timedelta(hours=2)):
        merging.undo(done, by=bo)
        now = clock.now()
    assert words_on(second)[-1] == "And?"
    reply = Clock.objects.get(ticket=second, metric="first_response")
    assert (reply.state, reply.started_at) == ("running", monday_morning)  # nobody ever answered there
    assert not Clock.objects.filter(ticket=first, state="running", metric="first_response").exists()
    assert (replay.differences(fresh(second), now), replay.differences(fresh(first), now)) == ([], [])


def test_what_was_answered_stays_where_its_answer_is(two, bo):
    second, first = two
    done = merging.merge(second, first, by=bo)
    written_to(second, first, "Firefox.", hours=1)
    with clock.move_by(timedelta(hours=2)):
        conversation.reply(first, Words("Thank you."), by=bo)
    with clock.move_by(timedelta(hours=3)):
        merging.undo(done, by=bo)
    assert words_on(first) == ["It stops after 30 seconds.", "Firefox.", "Thank you."]
    assert words_on(second) == ["Nobody answers."]


def test_a_chain_of_merges_comes_apart_one_by_one(two, bo, a_ticket):
    second, first = two
    third = a_ticket(text="And here.")
    inner = merging.merge(second, first, by=bo)
    outer = merging.merge(first, third, by=bo)
    with pytest.raises(CannotMerge, match="undo that first"):
        merging.undo(inner, by=bo)
    merging.undo(outer, by=bo)
    assert (len(words_on(third)), len(words_on(first))) == (1, 2)
    merging.undo(inner, by=bo)
    assert (words_on(second), len(words_on(first))) == (["Nobody answers."], 1)


def test_after_a_day_a_merge_stands(two, bo):
    done = merging.merge(*two, by=bo)
    with clock.move_by(timedelta(hours=24, seconds=1)), pytest.raises(CannotMerge, match="24 hours"):
        merging.undo(done, by=bo)


def test_undone_once_it_can_be_merged_again(two, bo):
    second, first = two
    done = merging.merge(second, first, by=bo)
    merging.undo(done, by=bo)
    with pytest.raises(CannotMerge, match="already"):
        merging.undo(done, by=bo)
    merging.merge(second, first, by=bo)
    assert len(words_on(first)) == 2


def test_a_customer_who_waits_wakes_the_ticket_it_is_merged_into(two, bo):
    second, first = two
    snoozing.snooze(first, None, by=bo, waits_for_answer=True)
    merging.merge(second, first, by=bo)
    assert fresh(first).snoozed_until is None
