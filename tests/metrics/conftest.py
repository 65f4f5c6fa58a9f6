"""The reference data set, played once for each module: its tests only look, or are undone."""

import pytest
from django.db import transaction

from helpdesk.base import clock
from tests.metrics.reference import AS_OF, Play


@pytest.fixture(scope="module")
def played(django_db_setup, django_db_blocker):
    from helpdesk.accounts.models import Agent
    from helpdesk.tenancy.context import use_tenant
    from helpdesk.tenancy.models import Tenant
    from metrics import refreshing
    from tickets.models import Contact

    with django_db_blocker.unblock(), transaction.atomic():
        with use_tenant(Tenant.objects.get(slug="acme")):
            play = Play(Contact.objects.get(name="Grace Hopper"), Agent.objects.get(name="Bo")).run()
            with clock.at(AS_OF):
                refreshing.refresh()
        yield play
        transaction.set_rollback(True)


@pytest.fixture
def reference(played, acme):
    """The eight tickets, counted, with Acme's scope open and the clock at the report's instant."""
    with clock.at(AS_OF):
        yield played
