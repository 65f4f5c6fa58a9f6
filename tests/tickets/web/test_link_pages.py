"""Linking at the ticket's page."""

import pytest

from helpdesk.accounts.models import Team
from tickets.models import BulkChange, Ticket, TicketLink


def test_a_link_is_made_either_way_shown_and_taken_away(desk, a_ticket):
    one, other = a_ticket(), a_ticket(subject="The other")
    base = f"/desk/tickets/{one.number}/"
    desk.post(f"{base}links/", {"kind": "-causes", "other": f"ACME-{other.number}"})
    link = TicketLink.objects.get()
    assert (link.ticket, link.kind, link.other) == (other, "causes", one)
    assert "comes from the problem" in desk.get(f"{base}context/").content.decode()
    page = desk.get(f"/desk/tickets/{other.number}/links/").content.decode()
    assert "1 open incident comes from this problem" in page
    desk.post(f"{base}links/", {"remove": link.pk})
    assert not TicketLink.objects.exists()


def test_all_incidents_are_solved_from_the_problem(desk, a_ticket):
    one, other = a_ticket(), a_ticket()
    desk.post(f"/desk/tickets/{one.number}/links/", {"kind": "causes", "other": str(other.number)})
    answer = desk.post(f"/desk/tickets/{one.number}/links/", {"solve": "1", "text": "Mended."}, follow=True)
    assert answer.redirect_chain == [(f"/desk/bulk/{BulkChange.objects.get().pk}/", 303)]
    assert Ticket.objects.get(pk=other.pk).is_resolved
    answer = desk.post(f"/desk/tickets/{one.number}/links/", {"solve": "1"}, follow=True)
    assert "Select at least one ticket." in answer.content.decode()


@pytest.mark.parametrize("other", ["", "999999", "me"])
def test_a_number_that_is_none_is_said_beside_the_field(desk, a_ticket, other):
    number = a_ticket().number
    answer = desk.post(
        f"/desk/tickets/{number}/links/", {"kind": "relates", "other": str(number) if other == "me" else other}
    )
    assert answer.status_code == 422
    assert not TicketLink.objects.exists()


def test_a_part_is_opened_for_another_team(desk, a_ticket):
    whole, team = a_ticket(), Team.objects.create(name="Billing")
    desk.post(f"/desk/tickets/{whole.number}/parts/", {"subject": "Check it", "text": "Invoice 12", "team": team.pk})
    part = TicketLink.objects.get(kind="parent").other
    assert (part.subject, part.team) == ("Check it", team)
