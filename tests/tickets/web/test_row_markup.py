"""Rows are written by hand: what people typed must still be text, in the list and in what is found."""

import pytest

from helpdesk.accounts.models import Team
from tickets import own_queues
from tickets.models import Contact, Status, Tag, TicketTag

HOSTILE = "Nightly <img src=x onerror='alert(1)'> & \"so\""


@pytest.mark.parametrize("path", ["/desk/queues/open/", "/desk/search/?q=nightly", "/desk/contacts/{contact}/", "own"])
def test_what_people_wrote_is_text_in_every_list(path, a_ticket, grace, bo, client_of):
    # given
    ticket = a_ticket(subject=HOSTILE, assignee=bo)
    Contact.objects.filter(pk=grace.pk).update(name=HOSTILE)
    Status.objects.filter(pk=ticket.status_id).update(name=HOSTILE)
    Team.objects.update(name=HOSTILE)
    TicketTag.objects.create(ticket=ticket, tag=Tag.objects.create(name=HOSTILE))
    bo.name = HOSTILE
    bo.save()
    if path == "own":
        looks = {"name": "All", "owner": bo, "columns": ["requester", "team", "tags", "assignee"], "grouping": "status"}
        path = f"/desk/queues/own-{own_queues.make(looks, by=bo).pk}/"
    # when
    page = client_of(bo).get(path.format(contact=grace.pk)).content.decode()
    # then
    assert f'data-number="{ticket.number}"' in page
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
