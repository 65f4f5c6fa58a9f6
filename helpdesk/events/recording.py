"""Writing down what happened, in the transaction it happened in."""

from django.db import transaction

from helpdesk.base import causes, clock
from helpdesk.events.actors import Actor
from helpdesk.events.catalog import Kind
from helpdesk.events.models import Delivery, Event, EventStream
from helpdesk.events.subscribers import subscribers_after, subscribers_within
from helpdesk.live.publish import publish
from helpdesk.tenancy.context import current_tenant_id


def record(kind: Kind, subject, *, by: Actor, **data) -> Event:
    """Append one event about `subject` and tell those who subscribed to its kind.

    An EventStream subject (a ticket) must be locked by the caller and already saved: its `version` becomes the event's
    number, and its event times never run backwards even if the database clock does (spec/sla.md §1.2).
    `data` must be JSON; what in it is personal is declared by the kind.
    """
    streamed = isinstance(subject, EventStream)
    event = Event(
        kind=kind.name,
        subject_kind=getattr(subject, "event_stream", "") or subject._meta.model_name,
        subject_id=subject.pk,
        seq=subject.version + 1 if streamed else None,
        occurred_at=_not_before_last(subject) if streamed else clock.now(),
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        cause=causes.current_cause(),
        data=data,
    )
    event.save(force_insert=True)
    if streamed:
        subject.version, subject.last_event_at = event.seq, event.occurred_at
        type(subject).objects.filter(pk=subject.pk).update(version=event.seq, last_event_at=event.occurred_at)
    for subscriber in subscribers_within(kind.name):
        subscriber(event, subject)
    _tell_after_commit(event)
    return event


def _not_before_last(subject):
    now = clock.now()
    return max(now, subject.last_event_at) if subject.last_event_at else now


def _tell_after_commit(event: Event):
    names = subscribers_after(event.kind)
    Delivery.objects.bulk_create(
        [Delivery(event=event, subscriber=name, next_attempt_at=event.occurred_at) for name in names]
    )
    tenant_id, is_public = current_tenant_id(), event.is_public

    def tell():
        from helpdesk.events.tasks import deliver

        publish(tenant_id, "desk", event.kind, event.subject_id, event.seq or 0)
        if is_public:
            publish(tenant_id, f"{event.subject_kind}:{event.subject_id}", event.kind, event.subject_id, event.seq or 0)
        if names:
            deliver.ring_for(tenant_id, event.pk)

    transaction.on_commit(tell, robust=True)
