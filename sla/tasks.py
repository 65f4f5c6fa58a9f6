"""The doorbells of the promises about time. Nothing here knows when anything is due; the rows do."""

import logging

from celery import shared_task

from helpdesk.base import causes
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from helpdesk.tenancy.sweeping import due_by_tenant
from helpdesk.tenancy.tasks import OutsideTask
from sla import auditing, breaches, recounting, sweeping, waiving
from sla.staffing import duty

log = logging.getLogger(__name__)


@shared_task(base=OutsideTask)
def sweep():
    """Look what is due now."""
    sweeping.sweep()


@shared_task(base=OutsideTask)
def catch_up():
    """Bring clocks and deadlines up to the calendars, rules and policies that were edited; waive what was chosen."""
    work = {
        "bulk_waivers_to_do": _waive,
        "clocks_behind_their_calendar": _recount,
        "escalation_rules_to_place": _place,
        "policies_to_apply": _apply,
    }
    for question, do in work.items():
        for tenant_id, ids in due_by_tenant(question).items():
            for one in ids:
                do(tenant_id, one)


def _recount(tenant_id: int, calendar_id: int) -> None:
    after: int | None = 0
    while after is not None:
        with causes.cause(), use_tenant(tenant_id):
            after = recounting.recount_some(calendar_id, after)


def _waive(tenant_id: int, waiver_id: int) -> None:
    has_more = True
    while has_more:
        with causes.cause(), use_tenant(tenant_id):
            has_more = waiving.waive_some(waiver_id)


def _apply(tenant_id: int, policy_id: int) -> None:
    has_more = True
    while has_more:
        with causes.cause(), use_tenant(tenant_id):
            has_more = recounting.apply_some(policy_id)


def _place(tenant_id: int, rule_id: int) -> None:
    after: int | None = 0
    while after is not None:
        with causes.cause(), use_tenant(tenant_id):
            after = recounting.place_some(rule_id, after)


def _explain(tenant_id: int) -> None:
    """All of a backlog in one night, a piece a transaction; what was explained stays where a later piece fails."""
    place, is_done = None, False
    while not is_done:
        with causes.cause(), use_tenant(tenant_id):
            place = breaches.explain_missing(place)
        is_done = place is None


@shared_task(base=OutsideTask)
def check_drift():
    """Compare a sample of every company's clocks with its event log, and keep what is wrong."""
    for tenant_id in Tenant.objects.values_list("pk", flat=True):
        _explain(tenant_id)
        with causes.cause(), use_tenant(tenant_id):
            if wrong := auditing.check_sample():
                log.error("the clocks of %s tickets differ from their event log", wrong)


@shared_task(base=OutsideTask)
def settle_staff():
    """Bring presence up to the shifts and leave that began or ended, and see who has left its desk."""
    for tenant_id, agent_ids in due_by_tenant("staffing_looks_due", 500).items():
        with causes.cause(), use_tenant(tenant_id):
            duty.settle_due(agent_ids)
