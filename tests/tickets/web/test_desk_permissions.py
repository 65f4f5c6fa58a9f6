"""What the desk hides: restricted teams, other companies, actions beyond a role (tests/guards walks every address)."""

import re

import pytest

from helpdesk.accounts.models import Team
from helpdesk.tenancy.context import use_tenant
from tests.factories.tickets import make_ticket
from tickets.models import Contact, Message, Ticket


def test_a_restricted_teams_ticket_exists_for_its_members_only(client_of, bo, ada, a_ticket):
    team = Team.objects.create(name="Legal", is_restricted=True)
    team.memberships.create(agent=ada)
    ticket = a_ticket(subject="A quiet matter", team=team)
    path = f"/desk/tickets/{ticket.number}/"
    assert client_of(bo).get(path).status_code == 404
    assert "A quiet matter" not in client_of(bo).get("/desk/queues/open/").content.decode()
    assert client_of(bo).get(f"/desk/queues/team-{team.pk}/").status_code == 404
    assert "A quiet matter" not in client_of(bo).get(f"/desk/contacts/{ticket.requester_id}/").content.decode()
    assert client_of(bo).get(f"/desk/messages/{Message.objects.get(ticket=ticket).pk}/").status_code == 404
    assert client_of(ada).get(path).status_code == 200


def test_ids_of_another_company_are_not_there(client_of, bo, globex):
    with use_tenant(globex):
        hank = Contact.objects.get(name="Hank")
        theirs = make_ticket(hank)
        message, organization = Message.objects.get(ticket=theirs).pk, hank.organization_id
    desk = client_of(bo)
    for path in (f"contacts/{hank.pk}/", f"organizations/{organization}/", f"messages/{message}/"):
        assert desk.get(f"/desk/{path}").status_code == 404


def test_the_palette_offers_the_pages_of_ones_role(client_of, ada, bo):
    def offered(agent):
        return re.findall(r'href="([^"]+)"', client_of(agent).get("/desk/pages/").content.decode())

    assert {"/desk/queues/mine/", "/desk/contacts/", "/settings/policies/", "/settings/rules/"} <= set(offered(ada))
    assert "/desk/queues/mine/" in offered(bo)
    assert "/settings/rules/" not in offered(bo)


def test_a_page_beside_the_desk_keeps_the_queues_at_hand(client_of, bo, a_ticket):
    a_ticket(assignee=bo)
    for path in ("/desk/keys/", "/desk/notices/", "/desk/working-time/"):
        assert 'hx-get="/desk/rail/"' in client_of(bo).get(path).content.decode()
    assert 'href="/desk/queues/mine/"' in client_of(bo).get("/desk/rail/").content.decode()


@pytest.mark.parametrize("path", ["/desk/", "/desk/queues/mine/", "/desk/search/", "/desk/contacts/", "/desk/rail/"])
def test_strangers_are_asked_to_sign_in_and_come_back(stranger, path):
    answer = stranger.get(path)
    assert answer.status_code == 302
    assert "/accounts/login/?next=" in answer["Location"]


def test_a_light_agent_opens_no_tickets_and_moves_no_selection(client_of, lin, a_ticket):
    ticket = a_ticket()
    light = client_of(lin)
    assert light.get("/desk/tickets/new/").status_code == 403
    assert light.post("/desk/selection/", {"change": "resolve", "ticket": [ticket.number]}).status_code == 403
    assert not Ticket.objects.filter(status_category="resolved").exists()


@pytest.mark.parametrize(
    "query", ["assignee=" + "9" * 30, "assignee=" + "9" * 5000, "open=" + "9" * 5000, "tag=%00", "after=bnVsbA"]
)
def test_a_list_answers_any_address(desk, ticket, query):
    assert desk.get(f"/desk/queues/open/?{query}").status_code in (200, 400)


def test_what_no_page_of_ours_sends_breaks_nothing(desk, ticket):
    base = f"/desk/tickets/{ticket.number}/"
    assert desk.post(f"{base}priority/", {"value": "9" * 5000}).status_code == 400
    assert desk.post(f"{base}team/", {"value": "9" * 5000}).status_code == 404
    assert desk.post(f"{base}tags/", {"add": "a\0b"}).status_code == 303
    assert ticket.ticket_tags.get().tag.name == "ab"
    picked = {"change": "take", "ticket": [ticket.number, "9" * 5000], "queue": "q" * 80}
    assert desk.post("/desk/selection/", picked)["Location"] == "/desk/queues/mine/"
