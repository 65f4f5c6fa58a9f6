"""Answers that go out later by themselves, and what holds them back."""

import threading
import time
from datetime import timedelta

import pytest

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.notices.models import Notice
from helpdesk.tenancy import tasks
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from sla.models import Clock, Commitment
from tests.factories.tickets import make_ticket
from tickets import attachments, conversation, drafts, lifecycle, merging, scheduling
from tickets.conversation import Words
from tickets.models import Attachment, Contact, Draft, Message, Status, Ticket
from tickets.scheduling import NotScheduled


@pytest.fixture
def ticket(monday_morning, a_ticket):
    return a_ticket()


@pytest.fixture
def schedule(ticket, bo):
    """Bo's answer for two hours from now, with all seen that there is."""

    def made(**more):
        newest = Message.objects.filter(ticket=ticket).latest("id").pk
        said = {"seen_id": newest} | more
        return scheduling.schedule(ticket, bo, Words("It is mended."), clock.now() + timedelta(hours=2), **said)

    return made


def after(hours):
    return clock.move_by(timedelta(hours=hours))


def answers(ticket):
    return list(Message.objects.filter(ticket=ticket, kind="agent").values_list("text", flat=True))


def test_it_goes_out_at_its_hour_once_as_the_agents_own(ticket, schedule, bo, monday_morning):
    draft = schedule(then=Status.objects.default_of("pending"), copies=["ruth@lighthouse.test"])
    with after(1):
        assert scheduling.send_due([draft.pk]) == 0
    with after(2):
        assert scheduling.send_due([draft.pk]) == 1
        assert scheduling.send_due([draft.pk]) == 0
    said = Message.objects.get(ticket=ticket, kind="agent")
    assert (said.text, said.author_agent) == ("It is mended.", bo)
    assert Ticket.objects.get(pk=ticket.pk).status_category == "pending"
    assert ticket.participants.get().contact.primary_address == "ruth@lighthouse.test"
    first = Clock.objects.get(ticket=ticket, metric="first_response")
    assert first.satisfied_at == monday_morning + timedelta(hours=2)
    assert not Draft.objects.exists()


def test_with_its_files(ticket, schedule, bo):
    note = drafts.save(ticket, bo, "note", text="x")
    file = attachments.keep(b"GIF89a", "a.gif", "image/gif", draft=note)
    draft = schedule(attachments=[file])
    with after(2):
        scheduling.send_due([draft.pk])
    assert Attachment.objects.get().message.text == "It is mended."


@pytest.mark.parametrize(
    ("_case", "happens", "why"),
    [
        ("customer", lambda t, g, b, m: conversation.receive(t, g, Words("It works again!")), "wrote meanwhile"),
        ("colleague", lambda t, g, b, m: conversation.reply(t, Words("I did it."), by=m), "wrote meanwhile"),
        ("closed", lambda t, g, b, m: lifecycle.close(t, by=Actor.agent(m)), "closed"),
        ("spam", lambda t, g, b, m: lifecycle.mark_spam(t, by=Actor.agent(m)), "spam"),
    ],
)
def test_what_happened_meanwhile_holds_it_back_and_nothing_is_lost(
    ticket, schedule, grace, bo, mia, _case, happens, why
):
    draft = schedule()
    happens(ticket, grace, bo, mia)
    with after(2):
        assert scheduling.send_due([draft.pk]) == 0
        assert scheduling.send_due([draft.pk]) == 0
    assert "It is mended." not in answers(ticket)
    kept = Draft.objects.get()
    assert ("It is mended." in kept.html, kept.send_at) == (True, None)
    assert [why in one.text for one in Notice.objects.to(bo).filter(text__contains="was not sent")] == [True]
    assert why in Event.objects.get(kind="message.held").sentence


def test_an_author_who_left_sends_nothing(ticket, schedule, bo):
    draft = schedule()
    bo.is_active = False
    bo.save()
    with after(2):
        assert scheduling.send_due([draft.pk]) == 0
    assert answers(ticket) == []


def test_the_own_note_holds_nothing_back(ticket, schedule, bo):
    draft = schedule()
    conversation.note(ticket, Words("Called them."), by=Actor.agent(bo), author_agent=bo)
    with after(2):
        assert scheduling.send_due([draft.pk]) == 1


def test_one_that_fails_stays_a_draft_and_keeps_no_other_waiting(ticket, schedule, a_ticket, bo, mia, monkeypatch):
    broken, other = schedule(), a_ticket()
    seen = Message.objects.filter(ticket=other).latest("id").pk
    sound = scheduling.schedule(other, mia, Words("Done."), clock.now() + timedelta(hours=2), seen_id=seen)
    answer = scheduling.answering.answer

    def fails_here(where, *rest, **more):
        if where.pk == ticket.pk:
            raise RuntimeError("something nobody thought of")
        return answer(where, *rest, **more)

    monkeypatch.setattr(scheduling.answering, "answer", fails_here)
    with after(2):
        assert scheduling.send_due([broken.pk, sound.pk]) == 1
    assert answers(other) == ["Done."]
    assert (Draft.objects.get().pk, Draft.objects.get().send_at) == (broken.pk, None)
    assert Notice.objects.to(bo).filter(text__contains="sending it failed").count() == 1


def test_taken_back_it_is_a_draft_again(ticket, schedule, bo):
    draft = scheduling.drop(schedule(), by=bo)
    assert draft.send_at is None
    with after(2):
        assert scheduling.send_due([draft.pk]) == 0


def test_another_tab_does_not_write_over_it(ticket, schedule, bo):
    schedule()
    drafts.save(ticket, bo, "reply", text="Something older")
    assert "It is mended." in Draft.objects.get().html


def test_whose_answer_a_merge_takes_off_is_told(ticket, schedule, bo, ada, mia, a_ticket):
    other = a_ticket()
    scheduling.hold(other, mia, scheduling.Said(Words("One moment.")), 10)
    schedule()
    merging.merge(ticket, other, by=ada)
    for agent, on in ((bo, ticket), (mia, other)):
        [told] = Notice.objects.to(agent)
        assert told.text.startswith(f"Your answer on ACME-{on.number} was not sent: it was merged with another ticket.")
    assert {(draft.ticket_id, draft.send_at, draft.is_held) for draft in Draft.objects.all()} == {
        (other.pk, None, False)
    }


def test_merged_away_it_goes_nowhere(ticket, schedule, bo, a_ticket):
    draft, other = schedule(), a_ticket()
    merging.merge(ticket, other, by=bo)
    with after(2):
        assert scheduling.send_due([draft.pk]) == 0
    assert "It is mended." in Draft.objects.get(ticket=other).html


@pytest.mark.parametrize(("delta", "says"), [(timedelta(0), "passed"), (timedelta(days=400), "within a year")])
def test_a_moment_that_cannot_be_is_refused(ticket, bo, delta, says):
    with pytest.raises(NotScheduled, match=says):
        scheduling.schedule(ticket, bo, Words("x"), clock.now() + delta)
    assert not Draft.objects.exists()


def test_nothing_is_not_scheduled(ticket, bo):
    with pytest.raises(NotScheduled, match="Write something"):
        scheduling.schedule(ticket, bo, Words(" "), clock.now() + timedelta(hours=1))


# What is sent, and held for the seconds in which it can be taken back.


@pytest.fixture
def hold(ticket, bo):
    def made(**more):
        newest = Message.objects.filter(ticket=ticket).latest("id").pk
        said = scheduling.Said(Words("It is mended."), **({"seen_id": newest} | more))
        return scheduling.hold(ticket, bo, said, 10)

    return made


def seconds(count):
    return clock.move_by(timedelta(seconds=count))


def test_what_is_held_leaves_after_its_seconds_as_any_answer(ticket, hold, bo):
    draft = hold(then=Status.objects.default_of("pending"))
    with seconds(9):
        assert scheduling.send_due([draft.pk]) == 0
    with seconds(10):
        assert scheduling.send_due([draft.pk]) == 1
    assert answers(ticket) == ["It is mended."]
    assert Ticket.objects.get(pk=ticket.pk).status_category == "pending"
    assert not Event.objects.filter(kind="message.scheduled").exists()


def test_taken_back_in_time_it_never_was(ticket, hold, bo):
    before = Event.objects.about(ticket).count()
    draft = scheduling.drop(hold(copies=["ruth@lighthouse.test"], parts={"update_by": "x"}), by=bo)
    with seconds(60):
        assert scheduling.send_due([draft.pk]) == 0
    assert (Event.objects.about(ticket).count(), answers(ticket)) == (before, [])
    kept = Draft.objects.get()
    assert ("It is mended." in kept.html, kept.cc, kept.parts) == (True, ["ruth@lighthouse.test"], {"update_by": "x"})


def test_taken_back_too_late_it_is_gone(ticket, hold, bo):
    draft = hold()
    with seconds(10):
        scheduling.send_due([draft.pk])
    with pytest.raises(Draft.DoesNotExist):
        scheduling.drop(draft, by=bo)
    assert answers(ticket) == ["It is mended."]


def test_a_promise_of_an_update_goes_with_what_was_held(ticket, hold, bo, monday_morning):
    draft = hold(parts={"update_by": (monday_morning + timedelta(hours=3)).isoformat()})
    with seconds(10):
        assert scheduling.send_due([draft.pk]) == 1
    assert Commitment.objects.get(ticket=ticket).promised_for == monday_morning + timedelta(hours=3)
    assert answers(ticket)[0].startswith("It is mended.\n\n")


def test_without_a_broker_the_process_that_took_it_sends_it(committed_db, monkeypatch):
    # given a company whose broker is away, and an answer that is held for no time at all
    tenant = Tenant.objects.get(slug="acme")
    monkeypatch.setattr(tasks, "_broker_rests_until", time.monotonic() + 1000)
    with use_tenant(tenant):
        ticket = make_ticket(Contact.objects.get(name="Grace Hopper"))
        bo = Agent.objects.select_related("user").get(name="Bo")
        draft = scheduling.hold(ticket, bo, scheduling.Said(Words("It is mended.")), 0)
    # when its seconds are over
    for thread in threading.enumerate():
        if thread.name == f"see off {draft.pk}":
            thread.join()
    # then
    with use_tenant(tenant):
        assert answers(ticket) == ["It is mended."]
