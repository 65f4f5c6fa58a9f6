"""Keeping figures fresh: tickets that something happened to are derived again, and the days they touch added up.

A mark is written in the transaction of its event and deleted before the ticket's events are read, so nothing that was
committed is ever passed over. Marks are only ever added: no agent's click waits for a refresh that runs meanwhile.
"""

from datetime import datetime

from django.db import connection

from helpdesk.base import clock
from helpdesk.tenancy.context import current_tenant_id
from metrics import backlog, rollups
from metrics.facts import derive
from metrics.models import DirtyTicket

MARKS_A_TIME = 1000
LOCK_SPACE = 0x6D6574  # "met": one refresh of a tenant at a time


def mark(ticket_id: int) -> None:
    """Note that the ticket's facts are behind."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into metrics_dirtyticket (tenant_id, ticket_id, marked_at) values (%s, %s, %s)",
            [current_tenant_id(), ticket_id, clock.now()],
        )


def refresh() -> int:
    """Bring all figures of the open tenant up to date; returns how many tickets that took.

    Somebody else refreshing the same tenant already makes this a no-op: two would add up the same day from halves.
    """
    if not _have_the_lock():
        return 0
    # Asked before tickets are looked at: a late change stores its own day and must not hide the days before it.
    newest = backlog.newest_day()
    done = 0
    while ids := _take_marks():
        _refresh_tickets(sorted(ids))
        done += len(ids)
    backlog.take(backlog.missing_days(newest))
    return done


def fresh_until() -> datetime:
    """The "as of" of every figure: now, or the oldest mark that still waits."""
    oldest = DirtyTicket.objects.order_by("marked_at").values_list("marked_at", flat=True).first()
    return min(oldest, clock.now()) if oldest else clock.now()


def _refresh_tickets(ids: list[int]) -> None:
    touched = derive(ids)
    if touched.days:
        rollups.roll_up(touched.days)
    if touched.backlog_from:
        backlog.take(backlog.days_ended_since(touched.backlog_from))


def _take_marks() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from metrics_dirtyticket where tenant_id = %s and id in (select id from metrics_dirtyticket "
            "where tenant_id = %s order by marked_at, id limit %s) returning ticket_id",
            [current_tenant_id(), current_tenant_id(), MARKS_A_TIME],
        )
        return {row[0] for row in cursor.fetchall()}


def _have_the_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s, %s)", [LOCK_SPACE, current_tenant_id() % 2**31])
        return cursor.fetchone()[0]
