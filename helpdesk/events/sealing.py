"""Sealing the event log: what was recorded stands under a chain of hashes, so nobody changes it unnoticed.

Actions know nothing of it: no lock, no statement more. A sweep seals what they left, by company, in the order of ids.
A transaction may commit a smaller id after a larger one was seen, so the sweep first waits for everybody who was
writing events (docs/decisions/0195).
"""

import hashlib
import time
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import connection

from helpdesk.base import clock
from helpdesk.events.models import Seal
from helpdesk.tenancy.context import current_tenant_id

EVENTS_A_SEAL = 2000
PATIENCE_SECONDS = 3.0
LOOK_AGAIN_SECONDS = 0.05
# An event's fingerprint: its typed fields as JSON. No setting of the session changes a letter of it.
PRINT = (
    "sha256(convert_to(jsonb_build_array(id, kind, subject_kind, subject_id, seq, extract(epoch from occurred_at), "
    "actor_kind, actor_id, actor_name, cause, data)::text, 'UTF8'))"
)
PRINT_BYTES = 32


class Row(NamedTuple):
    """An event as it stands now, by its fingerprint."""

    id: int
    kind: str
    occurred_at: datetime
    print: bytes

    @property
    def words(self) -> str:
        return f"{self.id} ({self.kind}, {self.occurred_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC)"


def have_writers_ended() -> bool:
    """Whether everybody who was writing events just now has ended, so that no smaller id than is seen can still come.

    A transaction locks the table, against nobody, before it draws its first id, and until its end: those who hold that
    lock are waited for, a moment. Where one goes on for longer, the next sweep asks again.
    """
    writing, end = _writers(), time.monotonic() + PATIENCE_SECONDS
    while writing & _writers():
        if time.monotonic() > end:
            return False
        time.sleep(LOOK_AGAIN_SECONDS)
    return True


def seal_some(upto: int) -> bool:
    """Seal the open company's next events, none with an id beyond `upto`; returns whether there may be more."""
    last = Seal.objects.newest()
    reached, prints = prints_after(last, upto, EVENTS_A_SEAL)
    if reached is None:
        return False
    seal = Seal(number=last.number + 1 if last else 1, upto=reached, sealed_at=clock.now(), prints=prints)
    seal.hash = hash_of(seal, last)
    Seal.objects.bulk_create([seal], ignore_conflicts=True)  # the seal of another worker that was quicker stays
    return seal.upto < upto


def hash_of(seal: Seal, before: Seal | None) -> str:
    """The seal's hash: over the hash before it, its own columns and its events' fingerprints."""
    sealed_at = seal.sealed_at.astimezone(UTC).isoformat()
    head = f"{before.hash if before else ''} {seal.tenant_id} {seal.number} {seal.upto} {sealed_at}\n"
    return hashlib.sha256(head.encode() + seal.prints).hexdigest()


def prints_after(seal: Seal | None, upto: int, most: int | None = None) -> tuple[int | None, bytes]:
    """The last id and the fingerprints of the open company's events that follow a seal (None: from the first on), none
    with an id beyond `upto`."""
    events, params = _events_after(seal, upto, most)
    with connection.cursor() as cursor:
        cursor.execute(f"select max(id), string_agg(print, '' order by id) from ({events}) sealed", params)  # noqa: S608
        last, prints = cursor.fetchone()
    return last, bytes(prints or b"")


def rows_after(seal: Seal | None, upto: int) -> list[Row]:
    """The same events one by one, for whoever has to name one."""
    with connection.cursor() as cursor:
        cursor.execute(*_events_after(seal, upto, None))
        return [Row(*row[:3], bytes(row[3])) for row in cursor.fetchall()]


def _events_after(seal: Seal | None, upto: int, most: int | None) -> tuple[str, list]:
    after, params = ("and id > %s", [seal.upto]) if seal else ("", [])
    return (
        f"select id, kind, occurred_at, {PRINT} as print from events_event "  # noqa: S608 own words only
        f"where tenant_id = %s and id <= %s {after} order by id limit %s",
        [current_tenant_id(), upto, *params, most],
    )


def _writers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select virtualtransaction from pg_locks where relation = 'events_event'::regclass "
            "and database = (select oid from pg_database where datname = current_database()) "
            "and mode = 'RowExclusiveLock' and granted and pid <> pg_backend_pid()"
        )
        return {transaction for (transaction,) in cursor.fetchall()}
