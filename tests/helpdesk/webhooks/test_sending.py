"""Messages to other people's servers: signed, repeated under one key until they arrive, and never a flood."""

import json
from datetime import timedelta

import pytest

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.notices.models import Notice
from helpdesk.tenancy.context import use_tenant
from helpdesk.webhooks import endpoints, sending, signing
from helpdesk.webhooks.models import Call, Endpoint


@pytest.fixture
def endpoint(monday_morning, acme, ada, receiver):
    return endpoints.make({"name": "Ops", "url": receiver.url}, by=Actor.agent(ada))


def send(acme, call):
    """One attempt, as the worker makes it."""
    state = sending.send(acme.pk, call.pk)
    call.refresh_from_db()
    return state


def test_it_arrives_signed_so_that_the_receiver_can_prove_it(acme, endpoint, receiver):
    call = endpoints.call(endpoint, "ticket.rule", {"ticket": {"number": 7}})
    assert send(acme, call) == "sent"
    path, headers, body = receiver.heard[0]
    assert path == "/hook?a=1"
    assert json.loads(body)["data"] == {"ticket": {"number": 7}}
    expected = signing.headers(call.key, int(headers["webhook-timestamp"]), body, [endpoints.secret_of(endpoint)])
    assert headers["webhook-signature"] == expected["webhook-signature"]
    assert headers["webhook-id"] == call.key
    assert send(acme, call) == ""
    assert len(receiver.heard) == 1


def test_the_signature_is_that_of_the_specification():
    """The example of the Standard Webhooks libraries."""
    secret, key, moment = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
    found = signing.headers(key, moment, b'{"test": 2432232314}', [secret])
    assert found["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_that_is_down_gets_it_later_under_the_same_key(acme, endpoint, receiver):
    receiver.answers = [500, 302, 200]
    call = endpoints.call(endpoint, "ticket.rule", {})
    assert send(acme, call) == "waiting"
    assert call.next_attempt_at - clock.now() == timedelta(seconds=10)
    assert send(acme, call) == ""  # not yet
    for seconds in (11, 80):
        with clock.move_by(timedelta(seconds=seconds)):
            send(acme, call)
    assert call.state == "sent"
    assert {headers["webhook-id"] for _p, headers, _b in receiver.heard} == {call.key}
    assert Endpoint.objects.get().failing_since is None


def test_after_eight_attempts_it_is_given_up_and_can_be_sent_again(acme, endpoint, receiver):
    receiver.answers = [503] * 8
    call = endpoints.call(endpoint, "ticket.rule", {})
    at = clock.now()
    for _attempt in range(8):
        with clock.at(at):
            send(acme, call)
        at = call.next_attempt_at + timedelta(seconds=1)
    assert (call.state, call.attempts, call.status) == ("dead", 8, 503)
    assert at - clock.now() > timedelta(days=2, hours=20)
    endpoints.change(endpoint, {"is_active": True, "name": "Ops again"}, by=Actor.system("test"))
    endpoints.call_again(call)
    assert send(acme, call) == "sent"


def test_a_server_that_fails_again_and_again_is_left_alone_for_a_while(acme, endpoint, receiver):
    receiver.answers = [500] * sending.BREAKS_AFTER
    for _number in range(sending.BREAKS_AFTER):
        send(acme, endpoints.call(endpoint, "ticket.rule", {}))
    another = endpoints.call(endpoint, "ticket.rule", {})
    assert send(acme, another) == ""
    assert another.next_attempt_at - clock.now() == sending.RESTS
    assert another.attempts == 0
    with clock.move_by(sending.RESTS):
        assert send(acme, another) == "sent"
    assert len(receiver.heard) == sending.BREAKS_AFTER + 1


@pytest.mark.parametrize(("_case", "later"), [("gone", timedelta(0)), ("three days", timedelta(days=3, seconds=1))])
def test_one_that_is_gone_is_switched_off_and_administrators_hear_of_it(
    acme, endpoint, receiver, ada, bo, _case, later
):
    receiver.answers = [410] if not later else [500, 500]
    send(acme, endpoints.call(endpoint, "ticket.rule", {}))
    with clock.move_by(later):
        if later:
            send(acme, endpoints.call(endpoint, "ticket.rule", {}))
        endpoint.refresh_from_db()
        assert (endpoint.is_active, bool(endpoint.off_because)) == (False, True)
        late = endpoints.call(endpoint, "ticket.rule", {})
        assert send(acme, late) == ""
        assert late.state == "dead"
    assert Event.objects.filter(kind="webhook.switched_off").count() == 1
    assert Notice.objects.to(ada).filter(text__contains="was switched off").count() == 1
    assert not Notice.objects.to(bo).exists()


def test_for_a_day_both_secrets_sign(acme, endpoint, receiver, ada):
    former = endpoints.secret_of(endpoint)
    endpoint = endpoints.renew_secret(endpoint, by=Actor.agent(ada))
    send(acme, endpoints.call(endpoint, "ticket.rule", {}))
    _path, headers, body = receiver.heard[0]
    alone = signing.headers(headers["webhook-id"], int(headers["webhook-timestamp"]), body, [former])
    assert alone["webhook-signature"] in headers["webhook-signature"]
    assert headers["webhook-signature"].count("v1,") == 2
    with clock.move_by(timedelta(hours=25)):
        assert len(endpoints.valid_secrets(endpoint)) == 1


def test_the_secret_lies_sealed_in_the_database(endpoint):
    assert endpoints.secret_of(endpoint).startswith("whsec_")
    assert endpoints.secret_of(endpoint) not in endpoint.secret


def test_what_is_too_large_says_so(endpoint):
    call = endpoints.call(endpoint, "ticket.rule", {"text": "x" * 200_000})
    assert json.loads(call.body)["data"] == {"too_large": True}


def test_another_company_cannot_send_it(acme, globex, endpoint, receiver):
    call = endpoints.call(endpoint, "ticket.rule", {})
    with use_tenant(globex):
        assert not Call.objects.exists()
    assert sending.send(globex.pk, call.pk) == ""
    assert receiver.heard == []


def test_an_address_inside_is_tried_no_further_than_its_look(acme, endpoint, receiver, settings):
    settings.OUTBOUND_HTTP_TRUSTED = frozenset()
    call = endpoints.call(endpoint, "ticket.rule", {})
    assert send(acme, call) == "waiting"
    assert receiver.heard == []
