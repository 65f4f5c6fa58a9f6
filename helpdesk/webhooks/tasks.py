"""The doorbells of the webhooks."""

from celery import shared_task

from helpdesk.tenancy.sweeping import due_by_tenant
from helpdesk.tenancy.tasks import OutsideTask
from helpdesk.webhooks import sending


@shared_task(base=OutsideTask)
def send(tenant_id, call_id):
    sending.send(tenant_id, call_id)


@shared_task(base=OutsideTask)
def sweep():
    """Ring for what is due: the broker was away, a worker died, or the server did not answer."""
    for tenant_id, ids in due_by_tenant("due_webhook_calls", 500).items():
        for call_id in ids:
            send.ring(tenant_id, call_id)
