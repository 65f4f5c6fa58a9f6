"""Merging and splitting at the desk: seen before it is done, refused in words, undone from the page."""

import re
from datetime import timedelta

import pytest

from helpdesk.accounts.models import Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from tests.factories.tickets import make_ticket
from tickets import assignment, contacts, conversation, merging
from tickets.conversation import Words
from tickets.models import Message, Ticket


@pytest.fixture
def two(a_ticket):
    return a_ticket(subject="Still broken", text="Nobody answers."), a_ticket(subject="The export stops")


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_what_happens_is_shown_before_it_happens(desk, two):
    second, first = two
    page = desk.get(f"/desk/tickets/{second.number}/merge/")
    assert f"/desk/tickets/{second.number}/merge/?into={first.number}" in page.content.decode()
    seen = text(desk.get(f"/desk/tickets/{second.number}/merge/", {"into": f"acme-{first.number}"}))
    assert "1 message moves over" in seen
    assert "Different people" not in seen
    assert Ticket.objects.get(pk=second.pk).merged_into is None
    done = desk.post(f"/desk/tickets/{second.number}/merge/", {"into": first.number})
    assert (done.status_code, done["Location"]) == (303, f"/desk/tickets/{first.number}/")
    page = text(desk.get(f"/desk/tickets/{first.number}/"))
    assert "Nobody answers." in page
    assert f"ACME-{second.number}" in page


def test_two_customers_are_warned_of_and_copied_only_when_asked(desk, two):
    _second, first = two
    hers = make_ticket(contacts.make_for("ruth@lighthouse.test", "Ruth"), subject="Export", text="Mine too.")
    seen = text(desk.get(f"/desk/tickets/{hers.number}/merge/", {"into": first.number}))
    assert "Different people have to do with these tickets." in seen
    assert "Put in copy from now on: Ruth" in seen
    desk.post(f"/desk/tickets/{hers.number}/merge/", {"into": first.number, "copies": "1"})
    assert first.participants.get().contact.name == "Ruth"


@pytest.mark.parametrize(
    ("into", "says"), [("", "required"), ("99999", "no ticket of that number"), ("itself", "itself"), ("x", "number")]
)
def test_a_wrong_number_is_refused_in_words(desk, two, into, says):
    second, _first = two
    answer = desk.post(f"/desk/tickets/{second.number}/merge/", {"into": second.number if into == "itself" else into})
    assert answer.status_code == 422
    assert says in text(answer)


def test_a_ticket_the_agent_may_not_see_does_not_exist_here(desk, two, bo):
    second, first = two
    assignment.hand_over(first, Team.objects.create(name="Security", is_restricted=True), by=Actor.agent(bo))
    assert desk.get(f"/desk/tickets/{second.number}/merge/", {"into": first.number}).status_code == 422
    assert f"?into={first.number}" not in desk.get(f"/desk/tickets/{second.number}/merge/").content.decode()


def test_a_merged_ticket_says_where_it_goes_on_and_can_be_taken_back(desk, two):
    second, first = two
    desk.post(f"/desk/tickets/{second.number}/merge/", {"into": first.number})
    page = desk.get(f"/desk/tickets/{second.number}/")
    assert f"Bo merged this ticket into ACME-{first.number}" in text(page)
    assert 'id="composer"' not in page.content.decode()
    done = desk.post(f"/desk/tickets/{second.number}/merge/", {"undo": "1"})
    assert done.status_code == 303
    assert Message.objects.get(text="Nobody answers.").ticket == second
    again = desk.post(f"/desk/tickets/{second.number}/merge/", {"undo": "1"}, follow=True)
    assert "undone already" in text(again)


def test_after_a_day_the_page_offers_no_way_back(desk, two, bo):
    second, first = two
    with clock.move_by(timedelta(days=-2)):
        merging.merge(second, first, by=bo)
    assert "Undo the merge" not in text(desk.get(f"/desk/tickets/{second.number}/"))


def test_a_message_is_given_a_ticket_of_its_own(desk, a_ticket, grace):
    ticket = a_ticket(text="The export stops.")
    said = conversation.receive(ticket, grace, Words("And my invoice is wrong."))
    page = desk.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert f"/desk/tickets/{ticket.number}/split/?message={said.pk}" in page
    assert "And my invoice" in text(desk.get(f"/desk/tickets/{ticket.number}/split/", {"message": said.pk}))
    done = desk.post(f"/desk/tickets/{ticket.number}/split/", {"message": said.pk, "subject": "Wrong invoice"})
    new = Ticket.objects.get(subject="Wrong invoice")
    assert done["Location"] == f"/desk/tickets/{new.number}/"
    assert Message.objects.get(pk=said.pk).ticket == new


def test_a_split_without_a_subject_or_of_everything_is_refused(desk, a_ticket):
    ticket = a_ticket(text="The export stops.")
    only = Message.objects.get(ticket=ticket)
    for subject, says in (("", "required"), ("All", "rename")):
        answer = desk.post(f"/desk/tickets/{ticket.number}/split/", {"message": only.pk, "subject": subject})
        assert (answer.status_code, says in text(answer)) == (422, True)
    assert desk.get(f"/desk/tickets/{ticket.number}/split/", {"message": "0"}).status_code == 404


def test_the_customer_of_a_merged_request_is_led_on(a_ticket, bo, grace, acme):
    from tests.guards.world import browser_of_contact

    second, first = a_ticket(subject="Again"), a_ticket(subject="Export")
    merging.merge(second, first, by=bo)
    answer = browser_of_contact(grace, "acme.localhost").get(f"/requests/{second.number}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/requests/{first.number}/")


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("priority", {"value": "4"}),
        ("assignee", {"value": "none"}),
        ("subject", {"subject": "Otherwise"}),
        ("tags", {"add": "vip"}),
        ("taking", {}),
        ("snooze", {"moment": "answer"}),
    ],
)
def test_a_tab_that_knows_nothing_of_the_merge_changes_nothing_on_what_ended(desk, two, bo, part, said):
    first, second = two
    merging.merge(second, first, by=bo)
    version = Ticket.objects.get(pk=second.pk).version
    answer = desk.post(f"/desk/tickets/{second.number}/{part}/", said, headers={"HX-Request": "true"})
    assert Ticket.objects.get(pk=second.pk).version == version
    assert "the work goes on there" in answer.content.decode() + answer.headers.get("HX-Trigger", "")
