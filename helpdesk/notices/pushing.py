"""Telling browsers that are closed: a push that carries nothing, signed by us (Web Push with VAPID, RFC 8030 and 8292).

What it is about stays here: the browser's own worker asks for the newest notice under the agent's session, so no
service of a browser's maker ever holds a word of a ticket, and nothing has to be encrypted for it.
"""

import base64
import hashlib
import hmac
import json
from functools import cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.base import clock, http
from helpdesk.notices.models import Notice, PushDevice
from helpdesk.tenancy.context import use_tenant

MOST_DEVICES = 10
SECONDS_KEPT = 12 * 3600  # by the browser's service, while the machine is off
VALID_SECONDS = 6 * 3600
GIVEN_UP_AFTER = 20  # failures in a row
GONE = (404, 410)
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256


class DeviceRefused(ValueError):
    """The browser is not kept; the text says why."""


def public_key() -> str:
    """What browsers subscribe with: this installation's key."""
    point = _private_key(settings.SECRET_KEY).public_key()
    shape = serialization.PublicFormat.UncompressedPoint
    return _b64(point.public_bytes(serialization.Encoding.X962, shape))


def devices(agent: Agent) -> list[PushDevice]:
    return list(PushDevice.objects.filter(agent=agent).order_by("id"))


@transaction.atomic
def add(agent: Agent, endpoint: str, name: str) -> PushDevice:
    """Push to that browser from now on. The same again changes nothing. Raises DeviceRefused."""
    try:
        parts = http.checked(endpoint)
    except http.AddressRefused as refused:
        raise DeviceRefused(str(refused)) from refused
    if parts.scheme != "https" or len(endpoint) > 500:
        raise DeviceRefused(_("That is no address of a push service."))
    PushDevice.objects.filter(endpoint=endpoint).exclude(agent=agent).delete()  # somebody else signed in there
    if PushDevice.objects.filter(agent=agent).exclude(endpoint=endpoint).count() >= MOST_DEVICES:
        raise DeviceRefused(_("At most %s browsers. Remove one first.") % MOST_DEVICES)
    values = {"name": name[:80], "made_at": clock.now()}
    return PushDevice.objects.get_or_create(agent=agent, endpoint=endpoint, defaults=values)[0]


def remove(agent: Agent, device_id: int) -> None:
    PushDevice.objects.filter(agent=agent, pk=device_id).delete()


def ring(tenant_id: int, notice_id: int, device_ids: list[int]) -> None:
    """Ask workers to push. Where no worker hears it, the notice stands on its page all the same."""
    from helpdesk.notices.tasks import push

    for device_id in device_ids:
        push.ring(tenant_id, notice_id, device_id)


def push(tenant_id: int, notice_id: int, device_id: int) -> None:
    """Wake one browser for one notice, once, and note what its service said."""
    with use_tenant(tenant_id):
        endpoint = _claim(notice_id, device_id)
    if endpoint is None:
        return
    try:
        status = http.post(endpoint, b"", headers(endpoint)).status
    except (http.AddressRefused, http.NoAnswer):
        status = 0
    with use_tenant(tenant_id):
        _write_down(device_id, status)


def headers(endpoint: str) -> dict[str, str]:
    """What the service wants to see: how long to keep it, and whose it is."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(clock.now().timestamp()) + VALID_SECONDS,
        "sub": f"mailto:{settings.DEFAULT_FROM_EMAIL}",
    }
    signed = f"{_b64_json({'typ': 'JWT', 'alg': 'ES256'})}.{_b64_json(claims)}"
    der = _private_key(settings.SECRET_KEY).sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
    signature = b"".join(number.to_bytes(32, "big") for number in decode_dss_signature(der))
    token = f"{signed}.{_b64(signature)}"
    return {
        "TTL": str(SECONDS_KEPT), "Urgency": "normal", "Content-Length": "0",
        "Authorization": f"vapid t={token}, k={public_key()}",
    }  # fmt: skip


def _claim(notice_id: int, device_id: int) -> str | None:
    """The device's address, if the notice is unread and the device has not heard of it or a later one."""
    if not Notice.objects.filter(pk=notice_id).unread().exists():
        return None
    not_yet = Q(told_of=None) | Q(told_of__lt=notice_id)
    if not PushDevice.objects.filter(not_yet, pk=device_id).update(told_of=notice_id):
        return None
    return PushDevice.objects.filter(pk=device_id).values_list("endpoint", flat=True).first()


def _write_down(device_id: int, status: int) -> None:
    device = PushDevice.objects.filter(pk=device_id)
    if status in GONE:
        device.delete()
    elif 200 <= status < 300:
        device.update(failures=0, told_at=clock.now())
    else:
        device.update(failures=F("failures") + 1)
        device.filter(failures__gte=GIVEN_UP_AFTER).delete()


@cache
def _private_key(secret: str) -> ec.EllipticCurvePrivateKey:
    """Made of the installation's secret key: nothing more to keep. With another one browsers subscribe anew."""
    seed = hmac.digest(secret.encode(), b"helpdesk.pushing/vapid", hashlib.sha512)
    return ec.derive_private_key(int.from_bytes(seed, "big") % (_ORDER - 1) + 1, ec.SECP256R1())


def _b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _b64_json(values: dict) -> str:
    return _b64(json.dumps(values, separators=(",", ":")).encode())
