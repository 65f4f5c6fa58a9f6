"""Files of senders have a host of their own: addresses there are for one reader, one session and five minutes."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from helpdesk.accounts.companies import found_company
from helpdesk.accounts.models import Agent, Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from tests.guards.world import browser_of_contact
from tickets import attachments, conversation, triage
from tickets.contacts import find_or_make
from tickets.conversation import Words
from tickets.models import Participant, Ticket

WORDS = b"<script>alert(1)</script>"


@pytest.fixture
def file(a_ticket, bo):
    kept = attachments.keep(WORDS, "page.html", "text/html")
    conversation.reply(a_ticket(), Words(text="Here."), by=bo, attachments=[kept])
    return kept


@pytest.fixture
def ticket(file):
    return Ticket.objects.get(messages__attachments=file)


def sent_to(browser, file, ticket=None):
    """Where the browser is sent to from the page of staff, or from that of the ticket's customer."""
    page = f"/requests/{ticket.number}/files/{file.pk}/" if ticket else f"/desk/attachments/{file.pk}/"
    answer = browser.get(page)
    assert (answer.status_code, answer.content) == (302, b"")
    return answer["Location"]


def fetch(address, **more):
    """By a browser that was never seen before: the address alone must do."""
    scheme, _, rest = address.partition("://")
    host, _, path = rest.partition("/")
    assert host.partition(":")[0] == "files.localhost"
    return Client(SERVER_NAME="files.localhost").get(f"/{path}", **more)


def test_the_file_comes_from_its_own_host_as_a_download_and_without_cookies(client_of, bo, file):
    address = sent_to(client_of(bo), file)
    answer = fetch(address, headers={"cookie": "staff_session=x; csrftoken=y"})
    assert (answer.status_code, answer.getvalue()) == (200, WORDS)
    assert answer["Content-Disposition"] == 'attachment; filename="page.html"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.cookies


@pytest.mark.parametrize("path", ["/", "/desk/", "/accounts/login/", "/requests/", "/api/v1/", "/outbox/"])
def test_there_is_nothing_else_at_that_host_whoever_asks(client_of, bo, path):
    browser = client_of(bo)
    answer = browser.get(path, SERVER_NAME="files.localhost")
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert not answer.cookies


def test_an_address_lasts_five_minutes_and_no_letter_of_it_can_be_changed(client_of, bo, file, monday_morning):
    address = sent_to(client_of(bo), file)
    for seconds, status in ((299, 200), (301, 404)):
        with clock.at(monday_morning + timedelta(seconds=seconds)):
            assert fetch(address).status_code == status
    token = address.rstrip("/").rpartition("/")[2]
    for at in range(0, len(token) - 3, 31):
        other = "A" if token[at] != "A" else "B"
        assert fetch(address.replace(token, token[:at] + other + token[at + 1 :])).status_code == 404


def test_row_16_signing_out_ends_the_addresses_of_that_session_only(client_of, bo, file):
    first, second = client_of(bo), client_of(bo)
    addresses = [sent_to(browser, file) for browser in (first, second)]
    first.post("/accounts/logout/")
    assert [fetch(address).status_code for address in addresses] == [404, 200]


@pytest.mark.parametrize("turn", ["left the company", "restricted team"])
def test_row_16_who_may_not_read_the_ticket_any_more_gets_nothing(client_of, bo, mia, file, ticket, turn):
    address = sent_to(client_of(bo), file)
    if turn == "left the company":
        Agent.objects.filter(pk=bo.pk).update(is_active=False)
    else:
        team = Team.objects.create(name="People", is_restricted=True)
        team.memberships.create(agent=mia)
        Ticket.objects.update(team=team)
    answer = fetch(address)
    assert (answer.status_code, WORDS in answer.content) == (404, False)


def test_row_16_a_customers_address_ends_with_the_session_and_with_the_place_in_copy(grace, bo, file, ticket):
    hans = find_or_make("hans@northwind.test", "Hans")
    triage.put_in_copy(ticket, hans, by=Actor.agent(bo))
    late = attachments.keep(b"for both", "late.txt")
    conversation.reply(ticket, Words(text="After."), by=bo, attachments=[late])
    graces, hanses = (browser_of_contact(one, "acme.localhost") for one in (grace, hans))
    of_grace, of_hans = sent_to(graces, late, ticket), sent_to(hanses, late, ticket)
    assert [fetch(one).getvalue() for one in (of_grace, of_hans)] == [b"for both", b"for both"]
    Participant.objects.filter(ticket=ticket, contact=hans).delete()
    graces.post("/sign-out/")
    assert [fetch(one).status_code for one in (of_grace, of_hans)] == [404, 404]


def test_no_company_gets_the_name_of_the_files_host(db):
    with pytest.raises(ValidationError, match="files that were sent"):
        found_company("files", "Files Ltd", owner_email="o@files.test", owner_name="O")
