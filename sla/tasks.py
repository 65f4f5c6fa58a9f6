"""The doorbells of the promises about time. Nothing here knows when anything is due; the rows do."""

from celery import shared_task

from helpdesk.base import causes
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.sweeping import due_by_tenant
from helpdesk.tenancy.tasks import OutsideTask
from sla import recounting, sweeping


@shared_task(base=OutsideTask)
def sweep():
    """Look what is due now."""
    sweeping.sweep()


@shared_task(base=OutsideTask)
def recount():
    """Bring clocks up to calendars and rules that were edited, a thousand at a time so that no ticket waits long."""
    for tenant_id, calendar_ids in due_by_tenant("clocks_behind_their_calendar").items():
        for calendar_id in calendar_ids:
            has_more = True
            while has_more:
                with causes.cause(), use_tenant(tenant_id):
                    has_more = recounting.recount_some(calendar_id)
