"""Ticket numbers: gapless in each company, counted in a row of its own instead of a sequence."""

from django.db import connection

from helpdesk.tenancy.context import current_tenant, current_tenant_id
from tickets.models import TicketCounter


def next_number() -> int:
    """The company's next ticket number. Holds the counter's row until the transaction ends: ask for it late."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {TicketCounter._meta.db_table} (tenant_id, last_number) values (%s, 1) "  # noqa: S608
            "on conflict (tenant_id) do update set last_number = tickets_ticketcounter.last_number + 1 "
            "returning last_number",
            [current_tenant_id()],
        )
        return cursor.fetchone()[0]


def reserved_ids(*models) -> tuple[int, ...]:
    """Ids for one new row of each model, so that rows can refer to each other before they are written.

    Foreign keys are checked at the end of the transaction.
    """
    sequences = ", ".join(f"nextval(pg_get_serial_sequence('{one._meta.db_table}', 'id'))" for one in models)
    with connection.cursor() as cursor:
        cursor.execute(f"select {sequences}")
        return cursor.fetchone()


def reference(ticket) -> str:
    """How people call the ticket: ACME-1042."""
    return f"{current_tenant().ticket_prefix}-{ticket.number}"
