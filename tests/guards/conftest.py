"""What the walks through every address share."""

import pytest

from helpdesk.accounts.models import Agent
from helpdesk.tenancy.context import use_tenant
from tests.guards.world import World
from tickets.models import Contact


@pytest.fixture
def world(acme, grace, bo):
    """One of everything at Acme."""
    return World(grace, bo)


@pytest.fixture
def gus(globex):
    """Globex's administrator."""
    with use_tenant(globex):
        return Agent.objects.select_related("user", "tenant").get(name="Gus")


@pytest.fixture
def otto(globex):
    """Globex's owner, who may do everything there."""
    with use_tenant(globex):
        return Agent.objects.select_related("user", "tenant").get(name="Otto")


@pytest.fixture
def hank(globex):
    with use_tenant(globex):
        return Contact.objects.get(name="Hank")
