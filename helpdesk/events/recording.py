"""Writing down what happened, in the transaction it happened in."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

from helpdesk.base import causes, clock
from helpdesk.events.actors import Actor
from helpdesk.events.catalog import Kind
from helpdesk.events.models import Delivery, Event, EventStream
from helpdesk.events.subscribers import subscribers_after, subscribers_within
from helpdesk.live.publish import publish
from helpdesk.tenancy.context import current_tenant_id

_quiet: ContextVar[bool] = ContextVar("events_quiet", default=False)


@contextmanager
def quietly() -> Iterator[None]:
    """Ring no worker and no open page in the block: for playing history, where the player delivers by itself."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


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
    event = Event(
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
    event.save(force_insert=True)
    for subscriber in subscribers_within(kind.name):
        subscriber(event, subject)
    _tell_after_commit(event)
    return event


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


def _tell_after_commit(event: Event):
    names = subscribers_after(event.kind)
    Delivery.objects.bulk_create(
        [Delivery(event=event, subscriber=name, next_attempt_at=event.occurred_at) for name in names]
    )
    if _quiet.get():
        return
    tenant_id, is_public = current_tenant_id(), event.is_public

    def tell():
        from helpdesk.events.tasks import deliver

        publish(tenant_id, "desk", event.kind, event.subject_id, event.seq or 0)
        if is_public:
            publish(tenant_id, f"{event.subject_kind}:{event.subject_id}", event.kind, event.subject_id, event.seq or 0)
        if names:
            deliver.ring_for(tenant_id, event.pk)

    transaction.on_commit(tell, robust=True)
