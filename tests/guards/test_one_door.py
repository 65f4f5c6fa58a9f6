"""One module decides who sees which ticket: nobody else asks, and no address tells what it hides."""

import ast
from pathlib import Path

from django.db import transaction

from helpdesk.accounts.models import Team
from helpdesk.base import clock
from tests.api import Api
from tests.guards.world import browser_of, routes
from tickets.models import Follower, Message, Ticket, WorkRules

ROOT = Path(__file__).parents[2]
# Who asks it of an agent: the door, and teams of themselves. A queue's kept statement asks it of eyes.
ASKING = {"tickets/models/visibility.py", "helpdesk/accounts/models/team.py", "tickets/queues.py"}
SECRET_SUBJECT, SECRET_WORDS = "Zwiebelkuchen matter", "nobody else reads these words"


def names_read(tree) -> set[str]:
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_nobody_but_the_door_asks_which_teams_are_hidden():
    asking = {
        str(path.relative_to(ROOT))
        for app in ("helpdesk", "tickets", "sla", "knowledge", "metrics")
        for path in (ROOT / app).rglob("*.py")
        if "hidden_team_ids" in (source := path.read_text()) and "hidden_team_ids" in names_read(ast.parse(source))
    }
    assert asking == ASKING


def hide(world) -> Ticket:
    """The world's ticket becomes a private matter of Bo's."""
    Ticket.objects.filter(pk=world.ticket.pk).update(
        subject=SECRET_SUBJECT, is_private=True, assignee=world.worker, last_message_at=clock.now(), kind="question"
    )
    Message.objects.filter(ticket=world.ticket).update(text=SECRET_WORDS, html="")
    Follower.objects.filter(ticket=world.ticket).delete()
    Team.objects.update(lead=None)
    WorkRules.objects.create(has_private_tickets=True)
    return world.ticket


def tells(content: bytes) -> bool:
    return SECRET_SUBJECT.encode() in content or SECRET_WORDS.encode() in content


def looked_at(world, agent) -> dict[str, tuple[int, bool]]:
    """Each address that staff or programs may read: what it answers this agent, and whether it tells of the ticket."""
    browser, api = browser_of(agent), Api(agent)
    seen = {}
    for route in routes():
        if route.pattern.startswith(("requests/", "survey/", "sign-in/", "accounts/", "hooks/")):
            continue
        path = route.path(world)
        with transaction.atomic():
            if route.pattern.startswith("api/"):
                answer = api.get(path.removeprefix("/api/v1/"))
            else:
                answer = browser.get(path)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen[route.pattern] = (answer.status_code, tells(content))
    return seen


def test_a_private_ticket_is_on_no_page_of_a_manager_outside_its_circle(world, mia, bo):
    """Mia reads figures, searches, exports and every list of the company; Bo's private matter is none of hers."""
    # given
    ticket = hide(world)
    # when
    hers = looked_at(world, mia)
    # then
    assert [pattern for pattern, (_status, told) in hers.items() if told] == []
    of_the_ticket = {
        pattern: status
        for pattern, (status, _told) in hers.items()
        if "tickets/<int:number>" in pattern or "^tickets/(?P<number>" in pattern
    }
    assert len(of_the_ticket) > 40
    assert {pattern: status for pattern, status in of_the_ticket.items() if status not in (404, 405)} == {
        "desk/tickets/<int:number>/news/": 410  # an open page is told that it is gone
    }
    of_the_ticket_and_lists = (
        f"/desk/tickets/{ticket.number}/",
        f"/desk/contacts/{ticket.requester_id}/",
        f"/desk/organizations/{ticket.organization_id}/",
        "/desk/search/?q=is:private",
        f"/desk/search/?q={ticket.number}",
        "/desk/queues/open/",
    )
    for path in of_the_ticket_and_lists:  # where Bo reads of it, so that nothing above is empty by itself
        assert tells(browser_of(bo).get(path).content), path
        assert not tells(browser_of(mia).get(path).content), path
