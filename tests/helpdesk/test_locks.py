"""Row locks: what points to a locked row is stored without waiting for it."""

import threading

from django.db import connection, connections, transaction

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from tickets.models import Contact


def test_a_locked_row_holds_up_nobody_who_merely_points_to_it(committed_db):
    """The check of a foreign key comes at COMMIT; waiting there, for one who waits for us, is a deadlock."""
    with use_tenant(Tenant.objects.get(slug="acme")), transaction.atomic():
        organization = Contact.objects.get(name="Grace Hopper").organization
        type(organization).objects.select_for_update().get(pk=organization.pk)
        # when, while this transaction still holds it
        stored = elsewhere(
            lambda: Contact.objects.create(name="Zoe", organization=organization, created_at=clock.now())
        )
    # then
    assert stored == ["done"]


def test_a_locked_row_still_waits_for_its_turn(committed_db):
    with use_tenant(Tenant.objects.get(slug="acme")), transaction.atomic():
        bo = Agent.objects.select_for_update().get(name="Bo")
        taken = elsewhere(lambda: list(Agent.objects.select_for_update(skip_locked=True).filter(pk=bo.pk)) and 1 / 0)
    assert taken == ["done"]


def elsewhere(work) -> list[str]:
    """Does `work` in a transaction of another connection that waits for no lock longer than a second."""
    said = []

    def run():
        try:
            with use_tenant(Tenant.objects.get(slug="acme")), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("set local lock_timeout = '1s'")
                work()
            said.append("done")
        except Exception as error:  # noqa: BLE001 told to the waiting test
            said.append(repr(error))
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    return said
