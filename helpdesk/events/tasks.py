"""The doorbells of the event log."""

from celery import shared_task

from helpdesk.base import causes
from helpdesk.events import delivering
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.sweeping import due_by_tenant
from helpdesk.tenancy.tasks import CausedTask, OutsideTask


class DeliverTask(CausedTask):
    """Takes its tenant explicitly: it is rung from on_commit, when the tenant's scope may already be closed."""

    abstract = True

    def ring_for(self, tenant_id: int, event_ids: list[int]) -> bool:
        return self.ring(tenant_id, event_ids)


@shared_task(base=DeliverTask)
def deliver(tenant_id, event_ids):
    with use_tenant(tenant_id):
        delivering.deliver_events(event_ids)


@shared_task(base=OutsideTask)
def sweep():
    """Deliver what no message reached: the broker was away, or a worker died."""
    for tenant_id, ids in due_by_tenant("due_deliveries", 500).items():
        with causes.cause(), use_tenant(tenant_id):
            delivering.deliver_rows(ids)
