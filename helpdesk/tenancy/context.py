"""Who the work in hand belongs to: one tenant, for one transaction, known to Python and to Postgres alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

import structlog
from django.db import connection, transaction

from helpdesk.base import clock
from helpdesk.tenancy import keeping

_current: ContextVar["int | None"] = ContextVar("tenant_id", default=None)


class NoTenant(RuntimeError):
    """Tenant data was asked for outside `use_tenant(…)`."""


def current_tenant_id() -> int:
    """The open scope's tenant. Raises NoTenant outside one."""
    tenant_id = _current.get()
    if tenant_id is None:
        raise NoTenant("open use_tenant(tenant) around this")
    return tenant_id


def has_tenant() -> bool:
    return _current.get() is not None


def current_tenant():
    """The open scope's Tenant row (read once per scope and tenant). Raises NoTenant outside one."""
    from helpdesk.tenancy.directory import tenant_by_id

    return tenant_by_id(current_tenant_id())


@contextmanager
def use_tenant(tenant) -> Iterator[int]:
    """Open a transaction in which only `tenant`'s rows exist (a Tenant or its id); yields the tenant's id.

    The setting is transaction-local: a pooled connection can never carry it to somebody else. The same statement
    reads the database's clock, which is the instant of everything done inside, and the stamp of the tenant's settings.
    """
    tenant_id = tenant if isinstance(tenant, int) else tenant.pk
    outer = _current.get()
    token = _current.set(tenant_id)
    try:
        with transaction.atomic(), structlog.contextvars.bound_contextvars(tenant=tenant_id):
            is_outermost = len(connection.savepoint_ids) == 0
            instant, stamp = _set_tenant(tenant_id)
            kept_token = keeping.enter(tenant_id, stamp)
            try:
                with clock.unit_of_work(instant):
                    yield tenant_id
            finally:
                keeping.leave(kept_token)
            if not is_outermost and not connection.needs_rollback:
                # RELEASE SAVEPOINT keeps the inner setting; only the end of the transaction and a rollback undo it.
                _set_tenant(outer)
    finally:
        _current.reset(token)


def _set_tenant(tenant_id: int | None) -> tuple[datetime, UUID]:
    """The one place that tells Postgres whose rows may be seen (Citus would want SET LOCAL here)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('app.tenant_id', %s, true), clock_timestamp(), "
            "(select settings_stamp from tenancy_tenant where id = %s)",
            ["" if tenant_id is None else str(int(tenant_id)), tenant_id],
        )
        return cursor.fetchone()[1:]
