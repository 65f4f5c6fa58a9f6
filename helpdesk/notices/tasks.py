"""The doorbell of pushes."""

from celery import shared_task

from helpdesk.notices import pushing
from helpdesk.tenancy.tasks import OutsideTask


@shared_task(base=OutsideTask)
def push(tenant_id, notice_id, device_id):
    pushing.push(tenant_id, notice_id, device_id)
