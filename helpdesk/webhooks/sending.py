"""Sending a message: claim it, commit, talk to the server, write down what it said. At least once, under one key."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import allow
from helpdesk.base import clock, http
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.notices.models import Notice
from helpdesk.notices.telling import tell
from helpdesk.tenancy.context import use_tenant
from helpdesk.webhooks import endpoints, signing
from helpdesk.webhooks.events import WEBHOOK_SWITCHED_OFF
from helpdesk.webhooks.models import Call, Endpoint

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
# Eight attempts within three days (sla.md §10.4, security.md row 23).
WAITS = [timedelta(seconds=10), *(timedelta(minutes=m) for m in (1, 10, 60, 6 * 60, 24 * 60, 40 * 60))]
BREAKS_AFTER = 20  # failures in a row, of whatever message
RESTS = timedelta(minutes=5)
GIVEN_UP_AFTER = timedelta(days=3)
GONE = 410
State = Call.State


@dataclass(frozen=True)
class Outcome:
    """What one attempt came to; `said` is for people."""

    arrived: bool
    said: str
    status: int | None = None


@dataclass(frozen=True)
class _Letter:
    url: str
    body: bytes
    headers: dict[str, str]


def send(tenant_id: int, call_id: int) -> str:
    """Send the message if it is due; returns the state it is in afterwards ("" where somebody else has it)."""
    with use_tenant(tenant_id):
        letter = _claim(call_id)
    if letter is None:
        return ""
    outcome = _post(letter)
    with use_tenant(tenant_id):
        return _write_down(call_id, outcome)


def _claim(call_id: int) -> _Letter | None:
    now = clock.now()
    waiting = Call.objects.select_for_update(skip_locked=True, of=("self",)).select_related("endpoint")
    call = waiting.filter(pk=call_id, state=State.WAITING, next_attempt_at__lte=now).first()
    if call is None:
        return None
    endpoint = call.endpoint
    if not endpoint.is_active:
        _end(call, State.DEAD, _("the webhook is switched off"))
        return None
    if endpoint.rests_until is not None and endpoint.rests_until > now:
        call.next_attempt_at = endpoint.rests_until
        call.save(update_fields=["next_attempt_at"])
        return None
    call.attempts, call.next_attempt_at = call.attempts + 1, now + LEASE
    call.save(update_fields=["attempts", "next_attempt_at"])
    body = call.body.encode()
    signed = signing.headers(call.key, int(now.timestamp()), body, endpoints.valid_secrets(endpoint))
    return _Letter(endpoint.url, body, {"Content-Type": "application/json", "User-Agent": "Helpdesk", **signed})


def _post(letter: _Letter) -> Outcome:
    try:
        answer = http.post(letter.url, letter.body, letter.headers)
    except http.AddressRefused as refused:
        return Outcome(False, str(refused))
    except http.NoAnswer as error:
        return Outcome(False, str(error))
    return Outcome(200 <= answer.status < 300, f"HTTP {answer.status}, {answer.seconds:.1f} s", answer.status)


def _write_down(call_id: int, outcome: Outcome) -> str:
    call = Call.objects.select_for_update(of=("self",)).filter(pk=call_id).first()
    if call is None or call.state != State.WAITING:
        return call.state if call else ""
    endpoint = Endpoint.objects.select_for_update().get(pk=call.endpoint_id)
    call.status = outcome.status
    if outcome.arrived:
        _end(call, State.SENT, outcome.said)
    elif call.attempts > len(WAITS):
        _end(call, State.DEAD, outcome.said)
    else:
        call.said, call.next_attempt_at = outcome.said[:300], clock.now() + WAITS[call.attempts - 1]
        call.save(update_fields=["said", "status", "next_attempt_at"])
    _judge(endpoint, outcome)
    return call.state


def _end(call: Call, state: str, said: str) -> None:
    call.state, call.said, call.done_at = state, said[:300], clock.now()
    call.save(update_fields=["state", "said", "status", "done_at"])


def _judge(endpoint: Endpoint, outcome: Outcome) -> None:
    """The breaker: a server that fails again and again is left alone for a while, and at last for good."""
    now = clock.now()
    if outcome.arrived:
        endpoint.arrived_at = now
        endpoint.failing_since, endpoint.failures, endpoint.rests_until = None, 0, None
    else:
        endpoint.failing_since, endpoint.failures = endpoint.failing_since or now, endpoint.failures + 1
        if endpoint.failures >= BREAKS_AFTER:
            endpoint.rests_until = now + RESTS
    endpoint.save(update_fields=["arrived_at", "failing_since", "failures", "rests_until"])
    if outcome.status == GONE:
        _switch_off(endpoint, _("its server says that it is gone (410)"))
    elif endpoint.failing_since is not None and endpoint.failing_since <= now - GIVEN_UP_AFTER:
        _switch_off(endpoint, _("nothing has arrived for three days: %(said)s") % {"said": outcome.said})


def _switch_off(endpoint: Endpoint, reason: str) -> None:
    if not endpoint.is_active:
        return
    endpoint.is_active, endpoint.off_because = False, reason[:300]
    endpoint.save(update_fields=["is_active", "off_because"])
    event = record(WEBHOOK_SWITCHED_OFF, endpoint, by=Actor.system("webhooks"), name=endpoint.name, reason=reason)
    able = [one for one in Agent.objects.active().select_related("user") if allow(one, "settings.company")]
    text = _("The webhook %(name)s was switched off: %(reason)s") % {"name": endpoint.name, "reason": reason}
    tell(able, Notice.Kind.SYSTEM, event, text=text, path=f"/settings/webhooks/{endpoint.pk}/")
    log.warning("webhook %s switched off: %s", endpoint.pk, reason)
