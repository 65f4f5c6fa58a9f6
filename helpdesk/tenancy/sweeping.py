"""Due work across tenants: a definer function names (tenant, id) pairs; each tenant's share is done in its scope."""

from collections import defaultdict

from django.db import connection


def due_by_tenant(function: str, *arguments) -> dict[int, list[int]]:
    """Ask a sweep function (see operations.SweepFunction) what is due: {tenant_id: [ids in its order]}."""
    placeholders = ", ".join(["%s"] * len(arguments))
    found: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(f"select tenant_id, id from {function}({placeholders})", arguments)  # noqa: S608 own names only
        for tenant_id, row_id in cursor.fetchall():
            found[tenant_id].append(row_id)
    return dict(found)
