"""Forgetting the answers that nobody can ask for again."""

from datetime import UTC, datetime

from celery import shared_task

from helpdesk.rest.idempotency import KEPT
from helpdesk.rest.models import IdempotencyKey
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.sweeping import due_by_tenant
from helpdesk.tenancy.tasks import OutsideTask

MOST_AT_ONCE = 5000


@shared_task(base=OutsideTask)
def forget_old_keys():
    """Delete answers older than a day. Late or doubled runs do no harm: an old key counts as none anyway."""
    # No tenant, no database clock: a minute of drift between machines does not matter for housekeeping.
    old = due_by_tenant("expired_idempotency_keys", datetime.now(UTC) - KEPT, MOST_AT_ONCE)
    for tenant_id, ids in old.items():
        with use_tenant(tenant_id):
            IdempotencyKey.objects.filter(pk__in=ids).delete()
