"""The doorbells of the outbox."""

from celery import shared_task

from helpdesk.mailout import sending
from helpdesk.tenancy.sweeping import due_by_tenant
from helpdesk.tenancy.tasks import OutsideTask


@shared_task(base=OutsideTask)
def send(tenant_id, mail_id):
    sending.send(tenant_id, mail_id)


@shared_task(base=OutsideTask)
def sweep():
    """Ring for what is due: the broker was away, a worker died, or the server said "later"."""
    for tenant_id, ids in due_by_tenant("due_outgoing_mail", 500).items():
        for mail_id in ids:
            send.ring(tenant_id, mail_id)
