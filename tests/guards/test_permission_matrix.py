"""Every address, as everybody: the answers of permission_table.py, and refusals that changed nothing."""

import pytest
from django.db import connection, transaction
from django.test import Client
from psycopg2 import sql

from tests.api import Api
from tests.guards.permission_table import EVERYBODY, PORTAL_SIGN_IN, ROWS, SIGN_IN
from tests.guards.world import browser_of, browser_of_contact, routes

# Sessions are written for many reasons that are nobody's business; a heartbeat is not a change.
NOT_CONTENT = {"django_session", "usersessions_usersession", "accounts_signinattempt"}
HEARTBEATS = {"accounts_agent": "last_seen_at", "accounts_user": "last_login"}


@pytest.fixture
def as_person(world, olga, ada, mia, bo, lin, grace, gus):
    """A browser for each of those who may come by."""
    agents = {"owner": olga, "admin": ada, "manager": mia, "agent": bo, "light": lin}

    def browser(person) -> Client:
        if person in agents:
            return browser_of(agents[person])
        if person == "foreign":
            return browser_of(gus, "acme.localhost")
        if person == "contact":
            return browser_of_contact(grace, "acme.localhost")
        return Client(SERVER_NAME="acme.localhost", raise_request_exception=False)

    return browser


def contents() -> dict[str, tuple]:
    """A fingerprint of every table as the open tenant sees it: rows and what stands in them."""
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        names = sorted({name for (name,) in cursor.fetchall()} - NOT_CONTENT)
        found = {}
        for name in names:
            statement = sql.SQL("select count(*), sum(hashtextextended((to_jsonb(t) - {})::text, 0)) from {} t")
            cursor.execute(statement.format(sql.Literal(HEARTBEATS.get(name, "")), sql.Identifier(name)))
            found[name] = cursor.fetchone()
        return found


def differences(before, after):
    return sorted(name for name in before if before[name] != after[name])


def test_every_address_has_a_row_and_every_row_an_address():
    patterns = {route.pattern for route in routes()}
    assert (patterns - set(ROWS), set(ROWS) - patterns) == (set(), set())


@pytest.mark.parametrize("person", EVERYBODY)
def test_pages_answer_as_the_table_says(world, as_person, person):
    browser = as_person(person)
    wrong, before = [], contents()
    for route in routes():
        row = ROWS[route.pattern]
        with transaction.atomic():
            answer = browser.get(route.path(world), headers={"Origin": "https://evil.test"})
        if answer.status_code != row.answers(person):
            wrong.append(f"{route.pattern}: {answer.status_code} instead of {row.answers(person)}")
        if answer.status_code == 302 and person not in row.opens and not _leads_to_sign_in(row, answer):
            wrong.append(f"{route.pattern}: leads to {answer['Location']}")
        if "Access-Control-Allow-Origin" in answer or "Content-Security-Policy" not in answer:
            wrong.append(f"{route.pattern}: headers")
    assert wrong == []
    # Looking changes nothing that is content, whoever looks (row 21); reading marks are the reader's own.
    assert set(differences(before, contents())) <= {"tickets_readmark"}


@pytest.mark.parametrize("person", EVERYBODY)
def test_refused_actions_change_nothing(world, as_person, person):
    browser = as_person(person)
    refused = [route for route in routes() if person not in ROWS[route.pattern].posts]
    wrong, before = [], contents()
    for route in refused:
        row = ROWS[route.pattern]
        with transaction.atomic():
            answer = browser.post(route.path(world), {"name": "x", "value": "1", "undo": ""})
        told_no = answer.status_code in (401, 403, 404, 405) or (
            answer.status_code == 302 and _leads_to_sign_in(row, answer)
        )
        if not told_no:
            wrong.append(f"{route.pattern}: {answer.status_code} {answer.get('Location', '')}")
    assert wrong == []
    assert differences(before, contents()) == []


def test_no_action_goes_without_a_csrf_token(world, olga):
    browser = browser_of(olga, enforce_csrf_checks=True)
    wrong, before = [], contents()
    for route in routes():
        with transaction.atomic():
            answer = browser.post(route.path(world), {})
        expected = 401 if ROWS[route.pattern].door == "api" and route.pattern != "live/token/" else 403
        # Providers prove themselves otherwise: an address that nobody was given is not there.
        if answer.status_code not in (expected, 404 if route.pattern.startswith(("api/v1/", "hooks/")) else expected):
            wrong.append(f"{route.pattern}: {answer.status_code}")
    assert wrong == []
    assert differences(before, contents()) == []


def _leads_to_sign_in(row, answer) -> bool:
    door = PORTAL_SIGN_IN if row.door == "portal" else SIGN_IN
    return row.door == "public" or answer["Location"].split("?")[0] == door


@pytest.mark.parametrize("person", ["owner", "admin", "manager", "agent", "light"])
def test_programs_read_what_their_agents_may(world, person, olga, ada, mia, bo, lin):
    """Reading is for those whose role may read it; a read-only token changes nothing, whoever it acts as."""
    api = Api({"owner": olga, "admin": ada, "manager": mia, "agent": bo, "light": lin}[person], scope="read")
    wrong, before = [], contents()
    for route in routes():
        row = ROWS[route.pattern]
        if row.door != "api" or not route.pattern.startswith("api/v1/"):
            continue
        path = route.path(world).removeprefix("/api/v1/")
        with transaction.atomic():
            seen = api.get(path).status_code
        with transaction.atomic():
            refused = api.post(path, {"name": "x"}).status_code
        expected = row.get if row.get != 200 or person in row.programs else 403
        if seen != expected or refused not in (403, 405):
            wrong.append(f"{route.pattern}: GET {seen}, POST {refused}")
    assert wrong == []
    assert set(differences(before, contents())) <= {"accounts_apitoken"}
