"""Macros at the ticket: seen before they act, their words in the draft afterwards."""

import pytest

from helpdesk.accounts.models import Team
from tickets.models import Draft, Field, Macro, Status


def test_using_a_macro_fills_the_draft_and_changes_the_ticket(desk, a_ticket, bo):
    ticket = a_ticket()
    macro = Macro.objects.create(
        name="Log", text="Hi {{contact.first_name}},\n\n<b>the log</b>", changes={"priority": "high"}
    )
    page = desk.get("/desk/tickets/1/macros/").content.decode()
    assert "Hi Grace," in page
    assert "Priority: High" in page
    desk.post(f"/desk/tickets/1/macros/{macro.pk}/use/")
    desk.post(f"/desk/tickets/1/macros/{macro.pk}/use/")
    ticket.refresh_from_db()
    draft = Draft.objects.get(ticket=ticket, agent=bo)
    assert (ticket.priority_key, draft.kind) == ("high", "reply")
    assert draft.html.count("Hi Grace,") == 2
    assert "<b>" not in draft.html


def test_a_refused_change_says_why_and_leaves_all(desk, a_ticket):
    Field.objects.create(key="version", label="Version", kind="text", is_required_to_resolve=True)
    a_ticket()
    macro = Macro.objects.create(name="Done", text="x", changes={"status": Status.objects.default_of("resolved").pk})
    answer = desk.post(f"/desk/tickets/1/macros/{macro.pk}/use/", follow=True)
    assert "must be filled" in answer.content.decode()
    assert not Draft.objects.exists()


def test_another_agents_macro_does_not_exist(desk, a_ticket, ada):
    a_ticket()
    macro = Macro.objects.create(name="Mine", text="x", owner=ada)
    assert "Mine" not in desk.get("/desk/tickets/1/macros/").content.decode()
    assert desk.post(f"/desk/tickets/1/macros/{macro.pk}/use/").status_code == 404


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["plain", "htmx"])
def test_a_macro_that_gives_the_ticket_to_a_team_its_user_is_not_in_does_so(desk, a_ticket, bo, headers):
    ticket, legal = a_ticket(), Team.objects.create(name="Legal", is_restricted=True)
    macro = Macro.objects.create(name="To legal", text="", changes={"team": legal.pk})
    answer = desk.post(f"/desk/tickets/{ticket.number}/macros/{macro.pk}/use/", {"queue": "open"}, headers=headers)
    ticket.refresh_from_db()
    assert ticket.team == legal
    assert answer.headers.get("HX-Redirect", answer.headers.get("Location")) == "/desk/queues/open/"
    assert f"ACME-{ticket.number} went where you do not see it." in desk.get("/desk/queues/open/").content.decode()
