"""Acting on tickets in a real browser: links, side conversations, many at once, snoozing, taking an answer back."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from tests.factories.tickets import make_ticket
from tests.site import LOOKS, faults, walk
from tickets import bulk, linking, own_queues, scheduling, side_conversations, snoozing
from tickets.conversation import Words
from tickets.models import Contact, Draft, Message


@pytest.fixture
def made(committed_db) -> SimpleNamespace:
    """Two of Grace's tickets at Acme, the first with everything beside it that an agent can make."""
    Tenant.objects.filter(slug="acme").update(undo_send_seconds=30)
    acme = Tenant.objects.get(slug="acme")
    with use_tenant(acme):
        bo = Agent.objects.select_related("user").get(name="Bo")
        grace = Contact.objects.get(name="Grace Hopper")
        first, other, aside = (make_ticket(grace, subject=subject) for subject in ("Export stops", "Again", "Later"))
        linking.link(first, "causes", other, by=Actor.agent(bo))
        linking.open_part(first, "Look at the disks", "They are full", None, by=bo)
        side = side_conversations.start(first, ["vera@vendor.test"], "Disks", Words("Can you come?"), by=bo)
        changed = bulk.begin([first.pk, other.pk], {"priority": 4}, by=bo, queue_key="open")
        snoozing.snooze(aside, clock.now() + timedelta(days=2), by=bo, reason="The part arrives")
        only = {"all": [{"field": "priority", "op": "in", "value": ["urgent"]}], "any": []}
        queue = own_queues.make({"name": "On fire", "owner": bo, "conditions": only}, by=bo)
        return SimpleNamespace(
            tenant=acme, first=first, aside=aside, side=side.pk, bulk=changed.pk, base=f"/desk/tickets/{first.number}/",
            queue=queue.pk,
        )  # fmt: skip


@pytest.mark.browser
def test_every_page_is_accessible_and_fits(made, open_as):
    of_ticket = [f"{made.base}{part}" for part in ("", "links/", "parts/", f"side/{made.side}/", "side/", "snooze/")]
    others = [f"/desk/tickets/{made.aside.number}/", f"/desk/bulk/{made.bulk}/", f"/desk/queues/own-{made.queue}/"]
    forms = ["/settings/queues/", "/settings/queues/new/", "/desk/calls/new/"]
    for path, page in walk(open_as, "Bo", of_ticket + others + forms):
        assert page.locator(".bare-code").count() == 0, path
        assert faults(page, LOOKS) == [], path


@pytest.mark.browser
def test_an_answer_is_taken_back_with_one_key_and_stands_in_the_composer_again(made, open_as):
    page = open_as("Bo", made.base)
    page.keyboard.press("r")
    expect(page.locator("trix-editor")).to_be_focused()
    page.keyboard.type("It runs agian.", delay=20)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message-held")).to_contain_text("It runs agian.")
    page.keyboard.press("z")
    expect(page.locator(".message-held")).to_have_count(0)
    expect(page.locator("#composer [name=text]")).to_have_value("It runs agian.")
    with use_tenant(made.tenant):
        assert not Message.objects.filter(ticket=made.first, kind="agent").exists()
        assert Draft.objects.get(ticket=made.first).send_at is None
    assert page.mistakes == []


@pytest.mark.browser
def test_an_answer_that_leaves_takes_no_note_out_of_hand(made, open_as):
    page = open_as("Bo", made.base)
    page.keyboard.press("r")
    page.wait_for_selector("trix-editor")
    page.keyboard.type("Restart the proxy.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message-held")).to_contain_text("Restart the proxy.")
    expect(page.locator("#main")).to_be_focused()  # all of the answer is drawn
    page.keyboard.press("n")
    page.wait_for_selector("trix-editor")
    page.keyboard.type("Same as")
    with use_tenant(made.tenant), clock.move_by(timedelta(minutes=2)):
        assert scheduling.send_due([made.first.drafts.get(kind="reply").pk]) == 1
    with page.expect_response("**/news/**"):
        page.evaluate(CHANGED, made.first.pk)
    expect(page.locator(".message[data-from=agent]")).to_contain_text("Restart the proxy.")
    expect(page.locator(".message-held")).to_have_count(0)
    page.keyboard.type(" last week")
    expect(page.locator("trix-editor")).to_have_text("Same as last week")
    expect(page.locator("[data-newer]")).to_be_hidden()  # it is my own
    # left alone, the composer is whole again, with what stands in it
    page.keyboard.press("Escape")
    expect(page.get_by_role("radio", name="Reply")).to_be_attached()
    expect(page.locator(".composer-text")).to_have_value("Same as last week")
    expect(page.get_by_role("radio", name="Internal note")).to_be_checked()
    assert page.mistakes == []


CHANGED = """id => document.dispatchEvent(
  new CustomEvent("live", {detail: {type: "ticket.changed", id, version: 99999}}))"""
