"""Who gets an answer is what its author saw: nobody more, nobody less, and a blind copy is seen by nobody else."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.mailout.models import OutgoingMail
from helpdesk.tenancy import storage
from tests.guards.world import browser_of_contact
from tickets import contacts, conversation, drafts, scheduling, triage
from tickets.conversation import Words
from tickets.models import Draft, Message


@pytest.fixture
def ticket(a_ticket, ada):
    """A ticket of Grace's with Ida in copy."""
    ticket = a_ticket()
    triage.put_in_copy(ticket, contacts.find_or_make("ida@northwind.test", "Ida"), by=Actor.agent(ada))
    return ticket


def say(desk, ticket, **form):
    form = {"kind": "reply", "text": "Restart it.", "drawn_at": clock.now().isoformat()} | form
    return desk.post(f"/desk/tickets/{ticket.number}/messages/", form, headers={"HX-Request": "true"})


def mails():
    rows = OutgoingMail.objects.filter(purpose="reply").order_by("pk")
    return {row.recipient: message_from_bytes(storage.read(row.content_key), policy=default) for row in rows}


def in_copy(ticket):
    return sorted(ticket.participants.values_list("contact__addresses__address", flat=True))


def test_a_blind_copy_is_sent_and_seen_by_nobody_else(desk, ticket, grace, deliver):
    say(desk, ticket, cc="ida@northwind.test", bcc="Boss <boss@firm.test>")
    deliver()
    sent = mails()
    assert sorted(sent) == ["boss@firm.test", "grace@northwind.test", "ida@northwind.test"]
    for address in ("grace@northwind.test", "ida@northwind.test"):
        assert "boss" not in sent[address].as_string()
    assert sent["boss@firm.test"]["To"] == "Grace Hopper <grace@northwind.test>"
    assert "boss" not in str(sent["boss@firm.test"]["Cc"])
    # colleagues see it in the thread; customers neither there nor as somebody who takes part
    assert "blind copy to boss@firm.test" in desk.get(f"/desk/tickets/{ticket.number}/").content.decode()
    portal = browser_of_contact(grace, "acme.localhost").get(f"/requests/{ticket.number}/").content.decode()
    assert "Restart it." in portal
    assert "boss" not in portal
    assert in_copy(ticket) == ["ida@northwind.test"]


def test_who_is_taken_out_of_the_copy_gets_nothing_and_reads_no_further(desk, ticket, deliver):
    say(desk, ticket, cc="")
    deliver()
    assert list(mails()) == ["grace@northwind.test"]
    assert in_copy(ticket) == []


def test_who_came_into_copy_after_the_page_was_drawn_is_not_left_out(desk, ticket, ada, deliver):
    drawn_at = (clock.now() - timedelta(hours=1)).isoformat()
    say(desk, ticket, cc="", drawn_at=drawn_at)
    deliver()
    assert sorted(mails()) == ["grace@northwind.test", "ida@northwind.test"]


def test_who_gets_it_is_frozen_when_it_is_said(ticket, bo, ada, deliver):
    conversation.reply(ticket, Words("Restart it."), by=bo)
    triage.put_in_copy(ticket, contacts.find_or_make("late@northwind.test"), by=Actor.agent(ada))
    triage.take_out_of_copy(ticket, contacts.find_or_make("ida@northwind.test"), by=Actor.agent(ada))
    deliver()
    assert sorted(mails()) == ["grace@northwind.test", "ida@northwind.test"]


def test_an_answer_held_for_undo_keeps_its_people(ticket, bo, acme):
    said = scheduling.Said(Words.typed("Restart it."), ["ida@northwind.test"], blind=["boss@firm.test"])
    draft = scheduling.hold(ticket, bo, said, 5)
    with clock.at(clock.now() + timedelta(seconds=6)):
        assert scheduling.send_if_due(draft.pk)
    message = Message.objects.get(ticket=ticket, kind="agent")
    assert [row["address"] for row in message.cc + message.bcc] == ["ida@northwind.test", "boss@firm.test"]


def test_a_draft_nobody_chose_people_for_goes_to_who_is_in_copy(desk, ticket, bo):
    drafts.save(ticket, bo, "reply", text="From a macro")
    assert Draft.objects.get(ticket=ticket).cc == ["ida@northwind.test"]
    here = f"/desk/tickets/{ticket.number}/draft/"
    desk.post(here, {"kind": "reply", "text": "More", "cc": "ida@northwind.test, half", "bcc": "boss@firm.test, x"})
    draft = Draft.objects.get(ticket=ticket)
    assert (draft.cc, draft.bcc) == (["ida@northwind.test"], ["boss@firm.test"])
    page = desk.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert 'name="bcc" value="boss@firm.test"' in page


@pytest.mark.parametrize(
    ("_case", "people", "words"),
    [
        ("no address", {"cc": "ida@northwind.test, nobody"}, "Not a mail address: nobody"),
        ("no blind address", {"bcc": "boss@"}, "Not a mail address: boss@"),
        ("ourselves", {"cc": "support@acme.test"}, "support@acme.test is an address of ours"),
    ],
)
def test_a_wrong_address_is_named_and_nothing_is_sent(desk, ticket, _case, people, words):
    answer = say(desk, ticket, **people)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Restart it." in answer.content.decode()
    assert not Message.objects.filter(ticket=ticket, kind="agent").exists()
