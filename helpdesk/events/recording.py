"""Writing down what happened, in the transaction it happened in."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import partial

from django.db import connection, transaction

from helpdesk.base import causes, clock
from helpdesk.events.actors import Actor
from helpdesk.events.catalog import Kind
from helpdesk.events.models import Delivery, Event, EventStream
from helpdesk.events.subscribers import subscribers_after, subscribers_within
from helpdesk.live.channel import pack
from helpdesk.live.publish import publish_together
from helpdesk.tenancy.context import current_tenant_id

_quiet: ContextVar[bool] = ContextVar("events_quiet", default=False)
_held_back: ContextVar["list[tuple[int, list[int]]] | None"] = ContextVar("rings_held_back", default=None)
_written: ContextVar[int] = ContextVar("deliveries_written", default=0)


@contextmanager
def quietly() -> Iterator[None]:
    """Ring no worker and no open page in the block: for playing history, where the player delivers by itself."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


@contextmanager
def held_back() -> Iterator[list[tuple[int, list[int]]]]:
    """Ring no worker for what is committed in the block: yields for which tenants' events one would have been rung.

    For a worker, who does that work itself (helpdesk.events.tasks).
    """
    rings: list[tuple[int, list[int]]] = []
    token = _held_back.set(rings)
    try:
        yield rings
    finally:
        _held_back.reset(token)


def deliveries_written() -> int:
    """How many deliveries this thread has written so far: whether there is reason to look for more."""
    return _written.get()


def record(kind: Kind, subject, *, by: Actor, **data) -> Event:
    """Append one event about `subject` and tell those who subscribed to its kind.

    An EventStream subject (a ticket) must already be saved: its counted-up `version` becomes the event's number, and
    its event times never run backwards even if the database clock does (spec/sla.md §1.2).
    `data` must be JSON; what in it is personal is declared by the kind.
    """
    if isinstance(subject, EventStream):
        seq, occurred_at = _next_in_stream(subject)
    else:
        seq, occurred_at = None, clock.now()
    event = _event(kind, subject, seq, occurred_at, by, data)
    event.save(force_insert=True)
    _tell([(event, subject)])
    return event


def record_each(happened: list[tuple[Kind, EventStream, dict]], *, by: Actor) -> list[Event]:
    """Append an event to each of many streams of one sort, in the given order: as `record`, in a few statements."""
    if not happened:
        return []
    seqs = _next_in_streams([subject for _kind, subject, _data in happened])
    events = Event.objects.bulk_create(
        _event(kind, subject, next(seqs[subject.pk]), subject.last_event_at, by, data)
        for kind, subject, data in happened
    )
    _tell([(event, subject) for event, (_kind, subject, _data) in zip(events, happened, strict=True)])
    return events


def begin(subject: EventStream, *, events: int) -> None:
    """Number the first events of a subject before it is saved for the first time; `record_birth` then writes them."""
    subject.version, subject.last_event_at = events, clock.now()


def record_birth(subject: EventStream, *happened: tuple[Kind, dict], by: Actor) -> list[Event]:
    """Append the first events of a subject that was just saved: all at once, and with no count of the stored row."""
    assert subject.version == len(happened), "begin(subject, events=…) tells how many there will be"
    events = Event.objects.bulk_create(
        _event(kind, subject, seq, subject.last_event_at, by, data) for seq, (kind, data) in enumerate(happened, 1)
    )
    _tell([(event, subject) for event in events])
    return events


def _event(kind: Kind, subject, seq: int | None, occurred_at: datetime, by: Actor, data: dict) -> Event:
    return Event(
        kind=kind.name,
        subject_kind=getattr(subject, "event_stream", "") or subject._meta.model_name,
        subject_id=subject.pk,
        seq=seq,
        occurred_at=occurred_at,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        cause=causes.current_cause(),
        data=data,
    )


def _tell(happened: list[tuple[Event, object]]) -> None:
    """Those within now, those after by a row each and a ring once it is committed."""
    for event, subject in happened:
        for subscriber in subscribers_within(event.kind):
            subscriber(event, subject)
    events = [event for event, _subject in happened]
    rows = [
        Delivery(event=event, subscriber=name, next_attempt_at=event.occurred_at)
        for event in events
        for name in subscribers_after(event)
    ]
    Delivery.objects.bulk_create(rows)
    _written.set(_written.get() + len(rows))
    if not _quiet.get():
        waiting = list(dict.fromkeys(row.event_id for row in rows))
        transaction.on_commit(partial(_ring, current_tenant_id(), events, waiting), robust=True)


def _ring(tenant_id: int, events: list[Event], waiting: list[int]) -> None:
    from helpdesk.events.tasks import deliver

    hints = [
        pack(topic, event.kind, event.subject_id, event.seq or 0)
        for event in events
        for topic in (("desk", f"{event.subject_kind}:{event.subject_id}") if event.is_public else ("desk",))
    ]
    if hints:
        publish_together(tenant_id, hints)
    rings = _held_back.get()
    if waiting and rings is not None:
        rings.append((tenant_id, waiting))
    elif waiting:
        deliver.ring_for(tenant_id, waiting)


def _next_in_stream(subject: EventStream):
    """Count the stored row's version up and keep its time from running back, whatever the caller's copy says."""
    table = connection.ops.quote_name(subject._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {table} set version = version + 1, last_event_at = greatest(last_event_at, %s) "  # noqa: S608
            "where tenant_id = %s and id = %s returning version, last_event_at",
            [clock.now(), current_tenant_id(), subject.pk],
        )
        subject.version, subject.last_event_at = cursor.fetchone()
    return subject.version, subject.last_event_at


def _next_in_streams(subjects: list[EventStream]) -> dict[int, Iterator[int]]:
    """The same for many rows of one table, some of them perhaps several times; the numbers each of them may give."""
    wanted = Counter(subject.pk for subject in subjects)
    table = connection.ops.quote_name(subjects[0]._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {table} as stream set version = version + wanted.events, "  # noqa: S608
            "last_event_at = greatest(last_event_at, %s) from unnest(%s::bigint[], %s::int[]) as wanted (id, events) "
            "where tenant_id = %s and stream.id = wanted.id returning stream.id, version, last_event_at",
            [clock.now(), list(wanted), list(wanted.values()), current_tenant_id()],
        )
        stored = {pk: (version, last_event_at) for pk, version, last_event_at in cursor.fetchall()}
    for subject in subjects:
        subject.version, subject.last_event_at = stored[subject.pk]
    return {pk: iter(range(stored[pk][0] - events + 1, stored[pk][0] + 1)) for pk, events in wanted.items()}
