"""The doorbells of tickets: mail that came in, and mailboxes to look into."""

from celery import shared_task

from helpdesk.tenancy.sweeping import due_by_tenant
from helpdesk.tenancy.tasks import OutsideTask
from tickets.channels.email import fetch, processing


@shared_task(base=OutsideTask)
def process_raw_mail(tenant_id, raw_id):
    processing.process(tenant_id, raw_id)


@shared_task(base=OutsideTask)
def sweep_raw_mail():
    """Ring for mail that was stored and not placed: the broker was away, or a worker died."""
    for tenant_id, ids in due_by_tenant("pending_raw_mail", 500).items():
        for raw_id in ids:
            process_raw_mail.ring(tenant_id, raw_id)


@shared_task(base=OutsideTask)
def look_into_mailboxes():
    for tenant_id, ids in due_by_tenant("mailboxes_to_fetch", 200).items():
        for mailbox_id in ids:
            fetch_mailbox.ring(tenant_id, mailbox_id)


@shared_task(base=OutsideTask)
def fetch_mailbox(tenant_id, mailbox_id):
    for raw_id in fetch.fetch(tenant_id, mailbox_id):
        process_raw_mail.ring(tenant_id, raw_id)
