"""The doorbells of the outbox."""

from celery import shared_task

from helpdesk.mailout import domains, sending
from helpdesk.tenancy.sweeping import due_by_tenant
from helpdesk.tenancy.tasks import OutsideTask, is_backed_up


@shared_task(base=OutsideTask)
def send(tenant_id, mail_id):
    sending.send(tenant_id, mail_id)


@shared_task(base=OutsideTask)
def sweep():
    """Ring for what is due: the broker was away, a worker died, or the server said "later"."""
    if is_backed_up():
        return
    for tenant_id, ids in due_by_tenant("due_outgoing_mail", 500).items():
        for mail_id in ids:
            send.ring(tenant_id, mail_id)


@shared_task(base=OutsideTask)
def check_domain(tenant_id, domain_id):
    domains.check(tenant_id, domain_id)


@shared_task(base=OutsideTask)
def check_domains():
    """Read the records anew of what was not looked at for a day: they change without anybody telling us."""
    for tenant_id, ids in due_by_tenant("mail_domains_to_check", 200).items():
        for domain_id in ids:
            check_domain.ring(tenant_id, domain_id)
