"""Who the work in hand belongs to: one tenant, for one transaction, known to Python and to Postgres alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

import structlog
from django.db import connection, transaction

from helpdesk.base import clock

_current: ContextVar["int | None"] = ContextVar("tenant_id", default=None)
_kept: ContextVar["dict[str, dict] | None"] = ContextVar("kept_in_scope", default=None)


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
    reads the database's clock, which is the instant of everything done inside.
    """
    tenant_id = tenant if isinstance(tenant, int) else tenant.pk
    outer = _current.get()
    token = _current.set(tenant_id)
    kept_token = _kept.set(_kept.get() if outer == tenant_id else {})
    try:
        with transaction.atomic(), structlog.contextvars.bound_contextvars(tenant=tenant_id):
            instant = _set_tenant(tenant_id)
            with clock.unit_of_work(instant):
                yield tenant_id
            if not connection.needs_rollback:
                # RELEASE SAVEPOINT keeps the inner setting; only a rollback puts the outer one back by itself.
                _set_tenant(outer)
    finally:
        _kept.reset(kept_token)
        _current.reset(token)


def kept(model, key, find):
    """The answer of `find()`, read once in a scope and again only after `model`'s table was written to.

    For the few settings that every action of a ticket asks for: statuses, calendars, policies, rules. `key` tells
    several answers from one table apart.
    """
    answers = _kept.get()
    if answers is None:
        raise NoTenant("open use_tenant(tenant) around this")
    of_table = answers.setdefault(model._meta.db_table, {})
    if key not in of_table:
        of_table[key] = find()
    return of_table[key]


def forget_written(sql: str) -> None:
    """Drop what is kept of the tables that a statement writes to; everything where it takes writes back."""
    answers = _kept.get()
    if not answers:
        return
    if sql.startswith("ROLLBACK"):
        answers.clear()
    for table in [name for name in answers if name in sql]:
        del answers[table]


def _set_tenant(tenant_id: int | None) -> datetime:
    """The one place that tells Postgres whose rows may be seen (Citus would want SET LOCAL here)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('app.tenant_id', %s, true), clock_timestamp()",
            ["" if tenant_id is None else str(int(tenant_id))],
        )
        return cursor.fetchone()[1]
