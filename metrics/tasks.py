"""The doorbells of figures and surveys."""

import logging

from celery import shared_task

from helpdesk.base import causes
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from helpdesk.tenancy.sweeping import due_by_tenant
from helpdesk.tenancy.tasks import OutsideTask
from metrics import refreshing
from metrics.surveys import sending

log = logging.getLogger(__name__)
MOST_SURVEYS = 500


@shared_task(base=OutsideTask)
def refresh():
    """Bring the figures of every tenant up to date in which something happened."""
    for tenant_id in due_by_tenant("dirty_metrics"):
        with causes.cause(), use_tenant(tenant_id):
            refreshing.refresh()


@shared_task(base=OutsideTask)
def close_days():
    """Keep the backlog of midnights that have passed, also where nothing happened since."""
    for tenant_id in Tenant.objects.order_by("pk").values_list("pk", flat=True):
        with causes.cause(), use_tenant(tenant_id):
            refreshing.refresh()


@shared_task(base=OutsideTask)
def send_surveys():
    """Send what is due, each survey in its own transaction: one that fails holds up no other."""
    for tenant_id, ids in due_by_tenant("due_surveys", MOST_SURVEYS).items():
        for survey_id in ids:
            _send_one(tenant_id, survey_id)


def _send_one(tenant_id: int, survey_id: int) -> None:
    try:
        with causes.cause(), use_tenant(tenant_id):
            sending.send_due([survey_id])
    except Exception:
        log.exception("survey %s was not sent", survey_id)
