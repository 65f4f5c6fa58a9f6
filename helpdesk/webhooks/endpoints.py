"""Adding an endpoint, changing it, and putting a message for it into the outbox."""

import json
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.base import clock, http, sealing
from helpdesk.events.actors import Actor
from helpdesk.events.changes import take_over
from helpdesk.events.recording import record
from helpdesk.tenancy.context import current_tenant_id
from helpdesk.webhooks import signing
from helpdesk.webhooks.events import WEBHOOK_CHANGED
from helpdesk.webhooks.models import Call, Endpoint

FORMER_SIGNS_FOR = timedelta(days=1)
MOST_BYTES = 100_000


@transaction.atomic
def make(values: dict[str, Any], *, by: Actor) -> Endpoint:
    """Add an endpoint (name, url, is_active) with a secret of its own. Raises http.AddressRefused."""
    http.checked(values["url"])
    endpoint = Endpoint.objects.create(secret=_sealed(signing.new_secret()), **values)
    record(WEBHOOK_CHANGED, endpoint, by=by, name=endpoint.name, changes=_("made"))
    return endpoint


@transaction.atomic
def change(endpoint: Endpoint, values: dict[str, Any], *, by: Actor) -> Endpoint:
    """Change name, address or whether it is in use; in use again it begins anew. Raises http.AddressRefused."""
    http.checked(values.get("url", endpoint.url))
    endpoint = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    changes = take_over(endpoint, values)
    if changes:
        endpoint.off_because, endpoint.failing_since, endpoint.failures, endpoint.rests_until = "", None, 0, None
        endpoint.save()
        record(WEBHOOK_CHANGED, endpoint, by=by, name=endpoint.name, changes=changes)
    return endpoint


@transaction.atomic
def renew_secret(endpoint: Endpoint, *, by: Actor) -> Endpoint:
    """Give it a new secret; for a day everything is signed with both, so that the receiver can change over."""
    endpoint = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    endpoint.former_secret, endpoint.former_until = endpoint.secret, clock.now() + FORMER_SIGNS_FOR
    endpoint.secret = _sealed(signing.new_secret())
    endpoint.save(update_fields=["secret", "former_secret", "former_until"])
    record(WEBHOOK_CHANGED, endpoint, by=by, name=endpoint.name, changes=_("new secret"))
    return endpoint


@transaction.atomic
def remove(endpoint: Endpoint, *, by: Actor) -> None:
    """Forget the endpoint, with what was to be sent to it."""
    record(WEBHOOK_CHANGED, endpoint, by=by, name=endpoint.name, changes=_("removed"))
    endpoint.delete()


def secret_of(endpoint: Endpoint) -> str:
    return sealing.unseal(_owner(), endpoint.secret)


def valid_secrets(endpoint: Endpoint) -> list[str]:
    """The secrets that sign now, the newest first."""
    is_former_valid = endpoint.former_until is not None and endpoint.former_until > clock.now()
    former = sealing.unseal(_owner(), endpoint.former_secret) if is_former_valid else ""
    return [secret for secret in (secret_of(endpoint), former) if secret]


@transaction.atomic
def call(endpoint: Endpoint, kind: str, data: dict[str, Any]) -> Call:
    """Keep a message for the endpoint; it leaves after the commit. What is too large to send says so instead."""
    now = clock.now()
    message = {"type": kind, "timestamp": now.isoformat(), "data": data}
    body = json.dumps(message, ensure_ascii=False, default=str)
    if len(body.encode()) > MOST_BYTES:
        body = json.dumps({**message, "data": {"too_large": True}})
    made = Call.objects.create(
        endpoint=endpoint,
        key=f"msg_{secrets.token_urlsafe(24)}",
        kind=kind,
        body=body,
        created_at=now,
        next_attempt_at=now,
    )
    _ring(made)
    return made


@transaction.atomic
def call_again(made: Call) -> Call:
    """Send once more what was given up, under the key it had. One that waits or has arrived stays as it is."""
    made = Call.objects.select_for_update().get(pk=made.pk)
    if made.state == Call.State.DEAD:
        made.state, made.attempts, made.done_at, made.next_attempt_at = Call.State.WAITING, 0, None, clock.now()
        made.save(update_fields=["state", "attempts", "done_at", "next_attempt_at"])
        _ring(made)
    return made


def _ring(made: Call) -> None:
    tenant_id = current_tenant_id()

    def ring():
        from helpdesk.webhooks.tasks import send

        send.ring(tenant_id, made.pk)

    transaction.on_commit(ring, robust=True)


def _sealed(secret: str) -> str:
    return sealing.seal(_owner(), secret)


def _owner() -> str:
    return str(current_tenant_id())
