"""Working off deliveries: each subscriber in its own savepoint, one that fails never holds up the others."""

import logging
from datetime import timedelta

from django.db import transaction

from helpdesk.base import causes, clock
from helpdesk.events.models import Delivery
from helpdesk.events.recording import deliveries_written
from helpdesk.events.subscribers import subscriber_named

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 12


def deliver_events(event_ids: list[int]) -> int:
    """Run the events' pending deliveries in the order they were subscribed; returns how many ran to their end."""
    return _work_off(Delivery.objects.pending().filter(event__in=event_ids))


def deliver_rows(ids: list[int]) -> int:
    """The same for deliveries found by the sweep."""
    return _work_off(Delivery.objects.pending().filter(pk__in=ids))


def deliver_all() -> int:
    """Everything pending of the open tenant, and what that sets off, until nothing is left (demo, tests, repair)."""
    ran = 0
    while True:
        before = deliveries_written()
        ran += _work_off(Delivery.objects.pending().filter(attempts=0))
        if deliveries_written() == before:
            return ran


def _work_off(deliveries) -> int:
    locked = deliveries.select_related("event").select_for_update(of=("self",), skip_locked=True).order_by("id")
    done = [delivery.pk for delivery in locked if _run(delivery)]
    Delivery.objects.filter(pk__in=done).update(state=Delivery.State.DONE)
    return len(done)


def _run(delivery: Delivery) -> bool:
    subscriber = subscriber_named(delivery.subscriber)
    try:
        with causes.cause(delivery.event.cause), transaction.atomic():
            if subscriber is not None:  # a subscriber that was renamed away has nothing left to do
                subscriber(delivery.event)
    except Exception as error:  # noqa: BLE001 whatever it is, it is kept on the row and tried again
        _put_off(delivery, error)
        return False
    return True


def _put_off(delivery: Delivery, error: Exception):
    """Try again after 10 s, 20 s, 40 s … at most an hour apart; after MOST_ATTEMPTS it stays, visible, as dead."""
    delivery.attempts += 1
    delivery.error = f"{type(error).__name__}: {error}"[:2000]
    delivery.next_attempt_at = clock.now() + timedelta(seconds=min(10 * 2 ** (delivery.attempts - 1), 3600))
    if delivery.attempts >= MOST_ATTEMPTS:
        delivery.state = Delivery.State.DEAD
    delivery.save(update_fields=["attempts", "error", "next_attempt_at", "state"])
    log.exception("delivery to %s failed (attempt %s)", delivery.subscriber, delivery.attempts)
