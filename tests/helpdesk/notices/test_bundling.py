"""Many notices of one ticket, or of one change of many tickets, are one line; none is lost and none comes twice."""

import pytest

from helpdesk.base import causes
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.notices.models import Notice
from helpdesk.notices.telling import read, tell, wish_by_mail
from tickets import triage


def happened(ticket):
    ticket = triage.change_tags(ticket, add=[f"tag {ticket.ticket_tags.count()}"], by=Actor.system("x"))
    return Event.objects.about(ticket).latest("id")


def told(agent, ticket, kind=Notice.Kind.REPLIED):
    path = f"/desk/tickets/{ticket.number}/"
    return tell([agent], kind, happened(ticket), text=f"About {ticket.number}", path=path, ticket_number=ticket.number)


def shown(agent):
    return [(row.text, row.count) for row in Notice.objects.to(agent).shown().order_by("id")]


def test_what_happens_again_on_a_ticket_stands_with_what_is_unread(a_ticket, mia, mailoutbox):
    wish_by_mail(mia, Notice.Kind.REPLIED, True)
    one, other = a_ticket(), a_ticket()
    for ticket in (one, one, other):
        told(mia, ticket)
    assert shown(mia) == [(f"About {one.number}", 2), (f"About {other.number}", 1)]
    assert len(mailoutbox) == 2
    assert read(Notice.objects.to(mia).shown()) == 2
    assert not Notice.objects.to(mia).unread().exists()
    told(mia, one)  # what was read is done: the next is news
    assert shown(mia)[-1] == (f"About {one.number}", 1)


@pytest.mark.parametrize("kind", [Notice.Kind.ESCALATED, Notice.Kind.PROMISED, Notice.Kind.APPROVAL])
def test_what_cannot_wait_never_stands_behind_another(a_ticket, mia, mailoutbox, kind):
    ticket = a_ticket()
    told(mia, ticket, kind)
    told(mia, ticket, kind)
    assert [count for _text, count in shown(mia)] == [1, 1]
    assert len(mailoutbox) == 2


def test_a_change_of_many_tickets_is_one_line_that_opens_into_all(a_ticket, mia, client_of):
    with causes.cause():
        tickets = [a_ticket() for _n in range(3)]
        for ticket in tickets:
            told(mia, ticket, Notice.Kind.ASSIGNED)
    assert shown(mia) == [(f"About {tickets[0].number}", 3)]
    head, browser = Notice.objects.to(mia).shown().get(), client_of(mia)
    page = browser.get("/desk/notices/").content.decode()
    assert "and 2 more" in page
    answer = browser.post(f"/desk/notices/{head.pk}/reading/")
    assert answer.url == f"/desk/notices/?bundle={head.pk}"
    inside = browser.get(answer.url).content.decode()
    assert all(f"About {ticket.number}" in inside for ticket in tickets)
    assert browser.post(f"/desk/notices/{head.pk}/reading/", {"alone": "1"}).url == head.path


def test_one_event_told_again_counts_once(a_ticket, mia):
    ticket = a_ticket()
    told(mia, ticket)
    event = happened(ticket)
    for _n in range(2):
        tell([mia], Notice.Kind.REPLIED, event, text="x", path="/desk/", ticket_number=ticket.number)
    assert [count for _text, count in shown(mia)] == [2]
