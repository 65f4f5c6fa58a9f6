"""Closed browsers are woken once for a notice, by a push that says nothing; those that are gone are forgotten."""

import base64
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.notices import pushing
from helpdesk.notices.models import Notice, PushDevice
from helpdesk.notices.pushing import DeviceRefused
from helpdesk.notices.telling import read, tell, wish_by_mail
from helpdesk.tenancy.context import current_tenant_id
from tests.helpdesk.webhooks.conftest import receiver  # noqa: F401 the same server of somebody else's
from tickets import triage

PUSH = "https://push.example/send/abc"


def notice_for(agent, ticket, kind=Notice.Kind.REPLIED):
    count = ticket.ticket_tags.count()
    triage.change_tags(ticket, add=[f"tag {count}"], by=Actor.system("x"))
    event = Event.objects.about(ticket).latest("id")
    return tell([agent], kind, event, text="Grace answered", path=f"/desk/tickets/{ticket.number}/")[0]


@pytest.fixture
def device(bo, receiver):  # noqa: F811
    return PushDevice.objects.create(agent=bo, endpoint=receiver.url, name="Firefox on Linux", made_at=clock.now())


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_a_browser_is_woken_once_with_nothing_and_our_signature(bo, a_ticket, receiver, device):  # noqa: F811
    notice = notice_for(bo, a_ticket())
    for _n in range(2):
        pushing.push(current_tenant_id(), notice.pk, device.pk)
    [(_path, headers, body)] = receiver.heard
    assert (body, headers["TTL"]) == (b"", "43200")
    token, key = headers["Authorization"].removeprefix("vapid t=").split(", k=")
    assert key == pushing.public_key()
    head, claims, signature = token.split(".")
    assert json.loads(decoded(claims))["aud"] == receiver.url.split("/hook")[0]
    raw = decoded(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(key))
    public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    assert PushDevice.objects.get().told_at is not None


def test_what_was_read_meanwhile_wakes_nobody(bo, a_ticket, receiver, device):  # noqa: F811
    notice = notice_for(bo, a_ticket())
    read(Notice.objects.to(bo))
    pushing.push(current_tenant_id(), notice.pk, device.pk)
    assert receiver.heard == []


@pytest.mark.parametrize(("status", "is_kept"), [(201, True), (500, True), (404, False), (410, False)])
def test_a_browser_that_is_gone_is_forgotten(bo, a_ticket, receiver, device, status, is_kept):  # noqa: F811
    receiver.answers = [status]
    pushing.push(current_tenant_id(), notice_for(bo, a_ticket()).pk, device.pk)
    assert PushDevice.objects.exists() is is_kept


def test_one_that_fails_again_and_again_is_forgotten_too(bo, a_ticket, receiver, device):  # noqa: F811
    PushDevice.objects.update(failures=pushing.GIVEN_UP_AFTER - 1)
    receiver.answers = [500]
    pushing.push(current_tenant_id(), notice_for(bo, a_ticket()).pk, device.pk)
    assert not PushDevice.objects.exists()


def test_workers_are_asked_only_where_it_is_wished_and_once_for_a_bundle(
    bo, mia, a_ticket, device, monkeypatch, django_capture_on_commit_callbacks
):
    rung = []
    monkeypatch.setattr(pushing, "ring", lambda tenant_id, notice_id, device_ids: rung.append((notice_id, device_ids)))
    ticket = a_ticket()
    with django_capture_on_commit_callbacks(execute=True):
        with_ticket = {"kind": Notice.Kind.REPLIED, "text": "x", "path": "/desk/", "ticket_number": ticket.number}
        for name in ("a", "b"):
            triage.change_tags(ticket, add=[name], by=Actor.system("x"))
            tell([bo, mia], event=Event.objects.about(ticket).latest("id"), **with_ticket)
    assert [device_ids for _notice, device_ids in rung] == [[device.pk]]
    wish_by_mail(bo, Notice.Kind.MENTIONED, False, by_push=False)
    with django_capture_on_commit_callbacks(execute=True):
        notice_for(bo, ticket, Notice.Kind.MENTIONED)
    assert len(rung) == 1


def test_browsers_are_listed_added_and_removed_by_their_owner(bo, mia, client_of):
    browser = client_of(bo)
    agent = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"}
    for _n in range(2):
        browser.post("/desk/notices/devices/", {"endpoint": PUSH}, headers=agent)
    device = PushDevice.objects.get()
    assert "Firefox on Linux" in browser.get("/desk/notices/").content.decode()
    client_of(mia).post("/desk/notices/devices/", {"remove": device.pk})
    assert PushDevice.objects.exists()
    browser.post("/desk/notices/devices/", {"remove": device.pk})
    assert not PushDevice.objects.exists()
    for wrong in ("http://push.example/x", "https://127.0.0.1/x", "https://push.example:8443/x", "nonsense", ""):
        with pytest.raises(DeviceRefused):
            pushing.add(bo, wrong, "x")
    pushing.add(bo, PUSH, "x")
    assert pushing.add(mia, PUSH, "x").agent == mia  # the next who signs in at this browser is told there
    assert pushing.devices(bo) == []


def test_the_worker_asks_for_the_newest_under_the_session_of_whoever_is_signed_in(bo, mia, a_ticket, client_of):
    notice_for(bo, a_ticket())
    script = client_of(bo).get("/desk/notices/worker.js")
    assert script["Content-Type"] == "text/javascript"
    assert client_of(bo).get("/desk/notices/newest/").json()["text"] == "Grace answered"
    assert client_of(mia).get("/desk/notices/newest/").json()["text"] == "Nothing new"
