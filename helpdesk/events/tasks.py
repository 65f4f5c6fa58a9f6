"""The doorbells of the event log."""

import time
from collections.abc import Callable

from celery import shared_task

from helpdesk.base import causes
from helpdesk.events import delivering, recording, sealing, verifying
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from helpdesk.tenancy.sweeping import due_by_tenant
from helpdesk.tenancy.tasks import CausedTask, OutsideTask

AT_ONCE = 20
MOST_SECONDS = 4.0
SEALING_SECONDS = 2.0
CHECKING_SECONDS = 2.0  # of one company; a longer chain goes on the next time
MOST_CHECKING_SECONDS = 120.0


class DeliverTask(CausedTask):
    """Takes its tenant explicitly: it is rung from on_commit, when the tenant's scope may already be closed."""

    abstract = True

    def ring_for(self, tenant_id: int, event_ids: list[int]) -> bool:
        return self.ring(tenant_id, event_ids)


@shared_task(base=DeliverTask)
def deliver(tenant_id, event_ids):
    then_deliver(lambda: _deliver(tenant_id, event_ids))


def then_deliver(work: Callable[[], object]) -> None:
    """Do `work` in this worker, and then deliver what it recorded, and what that sets off, each in its transaction.

    A message to another worker costs more than most deliveries. What is too much for one task, or fails here, is rung
    for as from anywhere else; of a worker that dies the sweep finds it.
    """
    with recording.held_back() as rings:
        end = time.monotonic() + MOST_SECONDS
        try:
            work()
            while rings and time.monotonic() < end:
                _deliver(*rings[0])
                del rings[0]
        finally:
            for tenant_id, event_ids in rings:
                deliver.ring_for(tenant_id, event_ids)


def _deliver(tenant_id: int, event_ids: list[int]) -> None:
    with use_tenant(tenant_id):
        delivering.deliver_events(event_ids)


@shared_task(base=OutsideTask)
def sweep():
    """Deliver what no message reached: the broker was away, or a worker died.

    A few at a time, each few committed: a backlog must hold no ticket locked for long and lose little when it is
    killed in turn. It stops early so that other sweeps get their turn; the next one goes on.
    """
    begin = time.monotonic()
    for tenant_id, ids in due_by_tenant("due_deliveries", 500).items():
        for start in range(0, len(ids), AT_ONCE):
            if time.monotonic() - begin > MOST_SECONDS:
                return
            with causes.cause(), use_tenant(tenant_id):
                delivering.deliver_rows(ids[start : start + AT_ONCE])


@shared_task(base=OutsideTask)
def seal():
    """Seal what was recorded since the last time, of every company; those that waited longest come first."""
    begin = time.monotonic()
    newest = due_by_tenant("events_to_seal")
    if not newest or not sealing.have_writers_ended():
        return
    for tenant_id, (upto,) in newest.items():
        has_more = True
        while has_more and time.monotonic() - begin < SEALING_SECONDS:
            with causes.cause(), use_tenant(tenant_id):
                has_more = sealing.seal_some(upto)


@shared_task(base=OutsideTask)
def check_seals():
    """Look whether the event log of every company is as it was sealed."""
    end = time.monotonic() + MOST_CHECKING_SECONDS
    for tenant_id in Tenant.objects.order_by("?").values_list("pk", flat=True):
        if time.monotonic() < end:
            with causes.cause(), use_tenant(tenant_id):
                verifying.check_some(CHECKING_SECONDS)
