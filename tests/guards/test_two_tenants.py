"""Every address with the ids of another company: nothing is there, for whoever may do everything next door."""

import pytest
from django.db import transaction

from helpdesk.tenancy.context import use_tenant
from tests.api import Api
from tests.guards.test_permission_matrix import contents, differences
from tests.guards.world import browser_of, browser_of_contact, routes

# Blanks that name no row of a company: a queue, a measure, what was just sent, a link's parts.
NO_IDS = {
    "desk/queues/<slug:key>/",
    "metrics/<slug:key>/tickets",
    "metrics/<slug:key>/tickets.csv",
    "requests/sent/<str:reference>/",
    "settings/mailboxes/clients/<slug:provider>/",
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
    "accounts/2fa/webauthn/keys/<int:pk>/remove/",
    "accounts/2fa/webauthn/keys/<int:pk>/edit/",
}
# A link carried to another company says what any dead link says.
DEAD_LINKS = {
    "accounts/invitation/<str:token>/": 410,
    "survey/<str:token>": 404,
    "no-surveys/<str:token>": 404,
    "sign-in/<str:token>/": 410,
    "desk/tickets/new/draft/files/<int:attachment_id>/removal/": 204,  # as a file of one's own that is gone already
}


def foreign_routes():
    return [route for route in routes() if route.blanks and route.pattern not in NO_IDS]


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_owner_next_door_finds_nothing(world, otto, acme, globex, method):
    paths = {route.pattern: route.path(world) for route in foreign_routes()}
    before = contents()
    with use_tenant(globex):
        browser = browser_of(otto)
        there = contents()
    wrong = []
    for pattern, path in paths.items():
        if pattern.startswith(("api/", "requests/")):
            continue
        with transaction.atomic():
            answer = getattr(browser, method)(path, {} if method == "get" else {"name": "x", "value": "1"})
        if answer.status_code not in (DEAD_LINKS.get(pattern, 404), 405):
            wrong.append(f"{pattern}: {answer.status_code}")
    assert wrong == []
    assert differences(before, contents()) == []
    with use_tenant(globex):
        assert set(differences(there, contents())) <= {"tickets_readmark"}


def test_a_customer_next_door_finds_nothing(world, hank, globex):
    paths = {route.pattern: route.path(world) for route in foreign_routes() if route.pattern.startswith("requests/")}
    with use_tenant(globex):
        browser = browser_of_contact(hank, "globex.localhost")
    answers = {}
    for pattern, path in paths.items():
        for method in ("get", "post"):
            with transaction.atomic():
                answers[pattern, method] = getattr(browser, method)(path, {}).status_code
    assert {key: status for key, status in answers.items() if status not in (404, 405)} == {}


def test_a_program_next_door_finds_nothing(world, otto, globex):
    paths = [route.path(world) for route in foreign_routes() if route.pattern.startswith("api/")]
    with use_tenant(globex):
        api = Api(otto)
    answers = {}
    for path in paths:
        for method in ("get", "patch", "post"):
            with transaction.atomic():
                answer = getattr(api, method)(
                    path.removeprefix("/api/v1/"), **({} if method == "get" else {"body": {}})
                )
            answers[path, method] = answer.status_code
    # A POST without its body, or a PATCH without If-Match, may be told so before anything is looked for.
    assert {key: status for key, status in answers.items() if status not in (404, 405)} == {}


def test_a_key_of_one_company_opens_no_other(world, otto, globex):
    with use_tenant(globex):
        api = Api(otto, secret=world.secret, host="globex.localhost")
    assert api.get("tickets/").status_code == 401


def test_two_companies_of_one_person_are_two_sessions(world, bo, globex):
    """Bo works for both; a session opened at Acme is nobody at Globex all the same."""
    from helpdesk.accounts.models import Agent

    with use_tenant(globex):
        Agent.objects.create(user=bo.user, name="Bo", role="owner")
    browser = browser_of(bo, "globex.localhost")
    assert browser.get("/desk/rail/").status_code == 302
    with use_tenant(globex):
        browser = browser_of(Agent.objects.select_related("user", "tenant").get(user=bo.user))
    assert browser.get("/settings/people/").status_code == 200
    assert browser.get(f"/desk/tickets/{world.ticket.number}/").status_code == 404
