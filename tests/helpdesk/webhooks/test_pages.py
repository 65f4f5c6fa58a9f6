"""Webhooks in the settings, and as an action of rules."""

import json
import re

import pytest

from helpdesk.webhooks import sending
from helpdesk.webhooks.models import Call, Endpoint
from tickets.automation.actions import registry
from tickets.automation.actions.registry import Doing, RuleRefused


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_added_tested_looked_at_and_removed(client_of, ada, acme, receiver):
    desk = client_of(ada)
    assert "No webhooks yet" in text(desk.get("/settings/webhooks/"))
    form = {"name": "Ops", "url": receiver.url, "is_active": "on"}
    shown = text(desk.post("/settings/webhooks/new/", form, follow=True))
    assert "whsec_" in shown
    endpoint = Endpoint.objects.get()
    desk.post(f"/settings/webhooks/{endpoint.pk}/calls/")
    sending.send(acme.pk, Call.objects.get().pk)
    page = text(desk.get(f"/settings/webhooks/{endpoint.pk}/"))
    assert "webhook.test" in page
    assert "arrived" in page
    desk.post(f"/settings/webhooks/{endpoint.pk}/removal/")
    assert not Endpoint.objects.exists()


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://169.254.169.254/", "ftp://x.example/", "https://[::1]/"])
@pytest.mark.parametrize("path", ["new/", "details/"])
def test_an_address_inside_is_refused_when_made_and_when_changed(client_of, ada, acme, receiver, url, path):
    desk = client_of(ada)
    desk.post("/settings/webhooks/new/", {"name": "Ops", "url": receiver.url, "is_active": "on"})
    endpoint = Endpoint.objects.get()
    where = "/settings/webhooks/new/" if path == "new/" else f"/settings/webhooks/{endpoint.pk}/details/"
    answer = desk.post(where, {"name": "Other", "url": url, "is_active": "on"})
    assert answer.status_code == 422
    assert Endpoint.objects.get().url == receiver.url


def test_a_rule_tells_what_a_ticket_is_and_nothing_that_was_said(acme, ada, receiver, a_ticket, client_of, bo):
    from helpdesk.events.actors import Actor

    client_of(ada).post("/settings/webhooks/new/", {"name": "Ops", "url": receiver.url, "is_active": "on"})
    endpoint = Endpoint.objects.get()
    [action] = registry.read_actions([{"do": "webhook", "endpoint": str(endpoint.pk)}])
    ticket = a_ticket(subject="The export stops", text="A secret of ours.")
    said = registry.action_named("webhook").act(ticket, action, Doing(Actor.system("rule/1"), None, "Rule “x”"))
    assert said == "Ops is told"
    sending.send(acme.pk, Call.objects.get().pk)
    told = json.loads(receiver.heard[0][2])
    assert (told["type"], told["data"]["ticket"]["subject"]) == ("ticket.rule", "The export stops")
    assert "A secret of ours" not in receiver.heard[0][2].decode()


def test_a_rule_about_a_webhook_that_is_gone_or_off_says_so(acme, ada, receiver, client_of):
    client_of(ada).post("/settings/webhooks/new/", {"name": "Ops", "url": receiver.url, "is_active": "on"})
    endpoint = Endpoint.objects.get()
    action = {"do": "webhook", "endpoint": endpoint.pk}
    assert registry.broken([action]) == []
    Endpoint.objects.update(is_active=False)
    assert "switched off" in registry.broken([action])[0]
    endpoint.delete()
    assert "choose another" in registry.broken([action])[0]
    with pytest.raises(RuleRefused, match="Choose a webhook"):
        registry.read_actions([action])
