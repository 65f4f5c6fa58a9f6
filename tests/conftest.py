"""Fixtures of the whole suite: a database of its own for each worker, the cast, a moved clock, signed-in clients."""

from datetime import UTC, datetime

import pytest
from django.db import connection, connections
from django.test import Client

from helpdesk.base.garbage import leave_what_is_loaded_alone
from tests import template_database
from tests.journeys.browser import Shared, chromium


def pytest_collection_modifyitems(items):
    """The longest files first: one worker walks the running product, the other takes the browser's, and at the end,
    when they wait for each other, they have short ones left."""
    items.sort(key=lambda item: (not item.nodeid.startswith("tests/journeys/"), "in_browser" not in item.nodeid))


def pytest_collection_finish():
    """All is loaded now and stays: the collector need not walk it again and again."""
    leave_what_is_loaded_alone()


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """Nothing: the clone below replaces pytest-django's test databases."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, worker_id):
    """A clone of the template for this worker, used as the plain role; a powerful one fails the suite at once."""
    template = template_database.ensure_template()
    name = f"hd_test_{worker_id}"
    template_database.clone(template, name)
    connection.close()
    connections.settings["default"]["NAME"] = connection.settings_dict["NAME"] = name
    with django_db_blocker.unblock():
        refuse_powerful_test_role()
    yield
    with django_db_blocker.unblock():
        connection.close()
    template_database.drop(name)


def refuse_powerful_test_role():
    with connection.cursor() as cursor:
        cursor.execute("select current_user, rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        role, powerful = cursor.fetchone()
    if powerful or role != "helpdesk_app":
        pytest.exit(f"the suite must run as helpdesk_app, not as {role}: isolation tests would prove nothing", 3)


@pytest.fixture
def committed_db(django_db_setup, django_db_blocker, worker_id):
    """For tests that must really commit (threads, workers, browsers): afterwards the worker gets a fresh clone."""
    with django_db_blocker.unblock():
        yield connection.settings_dict["NAME"]
        connections.close_all()
    template_database.clone(template_database.ensure_template(), f"hd_test_{worker_id}")


@pytest.fixture(scope="session")
def _chromium():
    with chromium() as started:
        shared = Shared(started)
        yield shared
        shared.take_back()


@pytest.fixture
def browser(_chromium):
    """A real browser that nobody is signed in with; ask for it after what serves the pages."""
    with _chromium.lent() as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh_directory():
    from helpdesk.tenancy import directory, keeping

    directory.forget()
    keeping.forget()
    yield
    directory.forget()
    keeping.forget()


@pytest.fixture
def a_long_moment(monkeypatch):
    """What is kept for some seconds is kept for the whole test, however busy the machine is."""
    from helpdesk.tenancy import directory
    from tickets import queue_counts

    for module in (directory, queue_counts):
        monkeypatch.setattr(module, "KEPT_SECONDS", 3600)


@pytest.fixture
def acme_tenant(db):
    from helpdesk.tenancy.models import Tenant

    return Tenant.objects.get(slug="acme")


@pytest.fixture
def globex(db):
    """Globex's tenant, without its scope."""
    from helpdesk.tenancy.models import Tenant

    return Tenant.objects.get(slug="globex")


@pytest.fixture
def acme(acme_tenant):
    """Acme's tenant, with its scope open for the whole test."""
    from helpdesk.tenancy.context import use_tenant

    with use_tenant(acme_tenant):
        yield acme_tenant


def _agent(name):
    from helpdesk.accounts.models import Agent

    return Agent.objects.select_related("user").get(name=name)


@pytest.fixture
def olga(acme):
    """Acme's owner."""
    return _agent("Olga")


@pytest.fixture
def ada(acme):
    """Acme's administrator."""
    return _agent("Ada")


@pytest.fixture
def mia(acme):
    """Acme's manager, lead of the team."""
    return _agent("Mia")


@pytest.fixture
def bo(acme):
    """An agent of Acme, on duty."""
    return _agent("Bo")


@pytest.fixture
def lin(acme):
    """A light agent of Acme."""
    return _agent("Lin")


@pytest.fixture
def grace(acme):
    """A contact of Acme's, at Northwind."""
    from tickets.models import Contact

    return Contact.objects.get(name="Grace Hopper")


@pytest.fixture
def monday_morning():
    """The clock stands at Monday, 1 June 2026, 10:00 in Berlin, within business hours."""
    from helpdesk.base import clock

    instant = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
    with clock.at(instant):
        yield instant


@pytest.fixture
def a_ticket(acme, grace):
    """Makes tickets of Grace's through the real action: `a_ticket(subject=…, text=…, …columns)`."""
    from tests.factories.tickets import make_ticket

    return lambda **values: make_ticket(grace, **values)


@pytest.fixture
def deliver(acme):
    """Runs everything that waits to be told of what happened, and what that sets off."""
    from helpdesk.events.delivering import deliver_all

    return deliver_all


@pytest.fixture
def client_of():
    """`client_of(bo)` is a browser at the agent's company, signed in as that agent."""
    from helpdesk.accounts.middleware import SESSION_TENANT

    def sign_in(agent) -> Client:
        client = Client(SERVER_NAME=f"{agent.tenant.slug}.localhost")
        client.force_login(agent.user)
        session = client.session
        session[SESSION_TENANT] = agent.tenant_id
        session.save()
        return client

    return sign_in


@pytest.fixture
def stranger(acme_tenant):
    """A browser at Acme's address that nobody signed in to."""
    return Client(SERVER_NAME="acme.localhost")
