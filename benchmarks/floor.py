"""The floor beside each page: its own SQL, once through a bare Django view and once through the driver alone.

The bare view has no middleware, no session, no templates and no rules; it runs the page's statements by hand and joins
their rows into markup. What the page costs above it is what the product adds.
"""

from collections.abc import Callable

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import ResolverMatch

from helpdesk.tenancy.context import use_tenant

Statements = list[tuple[str, object]]


class BareHandler(WSGIHandler):
    """Django's handler with one view, which gives all rows of all statements as one table, and nothing around it."""

    def __init__(self, tenant_id: int, statements: Statements):
        self.tenant_id, self.statements = tenant_id, statements
        with override_settings(MIDDLEWARE=[]):
            super().__init__()

    def resolve_request(self, request):
        request.resolver_match = ResolverMatch(self.page, (), {})
        return request.resolver_match

    def page(self, request):
        with use_tenant(self.tenant_id):
            rows = [row for statement in self.statements for row in _run(statement)]
            cells = ("".join(f"<td>{value}</td>" for value in row) for row in rows)
            return HttpResponse("<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>")


def bare_view(tenant_id: int, statements: Statements) -> Callable[[], object]:
    """A call that answers a request with the statements' rows, through Django's handler and nothing else."""
    handler, environ = BareHandler(tenant_id, readable(statements)), RequestFactory().get("/").environ
    return lambda: ask(handler, environ)


def sql_alone(tenant_id: int, statements: Statements) -> Callable[[], object]:
    """A call that only sends the statements and fetches their rows, in one transaction of the tenant."""
    kept = readable(statements)

    def call():
        with use_tenant(tenant_id), transaction.atomic():
            return [_run(statement) for statement in kept]

    return call


def readable(statements: Statements) -> Statements:
    """What of a page's statements can be repeated: its reads, without savepoints and the tenant's own setting."""
    return [(sql, params) for sql, params in statements if str(sql).lstrip().upper().startswith("SELECT")
            and "set_config" not in str(sql) and "FOR UPDATE" not in str(sql)]  # fmt: skip


def ask(application, environ: dict) -> bytes:
    """One request through a WSGI application; raises where the answer is an error."""
    seen: dict = {}
    body = b"".join(application(dict(environ), _starter(seen)))
    if not seen["status"].startswith(("2", "3")):
        raise RuntimeError(f"{environ['PATH_INFO']}: {seen['status']} {body[:500]!r}")
    return body


def _starter(seen: dict):
    def start(status, headers, exc_info=None):
        seen["status"] = status

    return start


def _run(statement):
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return cursor.fetchall()
