"""The few settings every action of a ticket asks for: read once, and again only after one of them was written.

What is kept belongs to the tenant's `settings_stamp`. A scope reads the stamp together with the clock, in the statement
that opens it; a write to a table of settings gives the tenant a new stamp in the same transaction. So every process
sees a change with the first scope it opens after the commit, and a rollback takes nothing wrong along: a stamp is
random and never comes again.
"""

import re
from collections import OrderedDict
from contextvars import ContextVar
from functools import cache
from uuid import UUID

from django.apps import apps
from django.db import connection

MOST_TENANTS = 2000

_shared: "OrderedDict[int, tuple[UUID, dict]]" = OrderedDict()
_scope: "ContextVar[Scope | None]" = ContextVar("kept_in_scope", default=None)


class Scope:
    """What one open scope of a tenant keeps; scopes of that tenant inside it share it."""

    def __init__(self, tenant_id: int, stamp: UUID, outer: "Scope | None"):
        self.tenant_id, self.outer = tenant_id, outer
        self.answers = _answers_under(tenant_id, stamp)
        self.has_written = self.is_stamped = False

    def written(self) -> None:
        """From here on the scope reads its own settings for itself, and everybody else anew after its commit."""
        self.answers, self.has_written = {}, True
        if not self.is_stamped:
            self.is_stamped = True
            with connection.cursor() as cursor:
                cursor.execute(
                    "update tenancy_tenant set settings_stamp = gen_random_uuid() where id = %s", [self.tenant_id]
                )

    def rolled_back(self) -> None:
        """The new stamp may be gone with what it stood for."""
        if self.has_written:
            self.answers, self.is_stamped = {}, False


def enter(tenant_id: int, stamp: UUID):
    """Begin keeping for a scope that opens; returns what `leave` wants back."""
    scope = outer = _scope.get()
    while scope is not None and scope.tenant_id != tenant_id:
        scope = scope.outer
    return _scope.set(scope or Scope(tenant_id, stamp, outer))


def leave(token) -> None:
    _scope.reset(token)


def kept(model, key, find):
    """The answer of `find()`, which reads settings (`is_setting`) of `model` only; `key` tells several answers apart.

    An answer is shared by everything that runs in the process: look at it, never change it or follow its relations.
    """
    scope = _scope.get()
    if scope is None:
        from helpdesk.tenancy.context import NoTenant

        raise NoTenant("open use_tenant(tenant) around this")
    assert model.is_setting, f"{model.__name__} is no setting: nobody would notice a change"
    name = model._meta.db_table, key
    if name not in scope.answers:
        # Found first: what is read may itself be kept, and what fails is not.
        answer = find()
        scope.answers[name] = answer
    return scope.answers[name]


def notice(sql: str) -> None:
    """Told of every statement that is no SELECT, before it runs."""
    scope = _scope.get()
    if scope is None:
        return
    if sql.startswith("ROLLBACK"):
        scope.rolled_back()
    elif _writes_settings().match(sql):
        scope.written()


def forget() -> None:
    """Drop what is kept across scopes: between tests, whose databases come and go."""
    _shared.clear()


def _answers_under(tenant_id: int, stamp: UUID) -> dict:
    known = _shared.get(tenant_id)
    if known is None or known[0] != stamp:
        known = _shared[tenant_id] = (stamp, {})
        while len(_shared) > MOST_TENANTS:
            _shared.popitem(last=False)
    return known[1]


@cache
def _writes_settings() -> re.Pattern:
    tables = [re.escape(m._meta.db_table) for m in apps.get_models() if getattr(m, "is_setting", False)]
    return re.compile(rf'\s*(?:insert\s+into|update|delete\s+from)\s+(?:only\s+)?"?(?:{"|".join(tables)})"?\b', re.I)
