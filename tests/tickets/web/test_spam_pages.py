"""Spam in the desk and at /settings/spam/: why it lies there, one step to release it, lists that are pasted."""

import pytest

from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from tests.tickets.channels.letters import a_letter, deliver_letter
from tickets.channels.spam import judging, senders
from tickets.models import ListedSender, SpamSettings, Ticket


@pytest.fixture
def browser(client_of, ada):
    return client_of(ada)


@pytest.fixture
def spam(acme, ada):
    senders.put("pills.test", is_allowed=False, by=Actor.agent(ada))
    return deliver_letter(acme, a_letter(From="Max <max@pills.test>"), sender="max@pills.test").ticket


def test_the_ticket_says_why_and_one_step_releases_it_and_lets_the_sender_in(client_of, bo, spam):
    desk = client_of(bo)
    assert f"/desk/tickets/{spam.number}/" in desk.get("/desk/queues/spam/").content.decode()
    page = desk.get(f"/desk/tickets/{spam.number}/").content.decode()
    assert "pills.test is blocked" in page
    assert "always let max@pills.test in" in page
    desk.post(f"/desk/tickets/{spam.number}/spam/", {"undo": "1", "sender": "1"})
    assert Ticket.objects.get(pk=spam.pk).is_open
    assert ListedSender.objects.get(pattern="max@pills.test").is_allowed


def test_an_agent_marks_spam_and_blocks_its_sender_in_one_step(client_of, bo, acme):
    ticket = deliver_letter(acme, a_letter(From="Max <max@pills.test>"), sender="max@pills.test").ticket
    client_of(bo).post(f"/desk/tickets/{ticket.number}/spam/", {"sender": "1"})
    assert Ticket.objects.get(pk=ticket.pk).is_spam
    assert not ListedSender.objects.get(pattern="max@pills.test").is_allowed
    assert Event.objects.get(kind="spam.sender_listed").sentence == "Bo: max@pills.test, blocked"


def test_a_list_is_pasted_whole_or_the_wrong_lines_are_named(browser, acme):
    wrong = browser.post("/settings/spam/senders/new/", {"patterns": "pills.test\nnonsense\nmax@"})
    assert wrong.status_code == 422
    assert [words.split("”")[0] for words in wrong.context["form"].errors["patterns"]] == ["“nonsense", "“max@"]
    assert not ListedSender.objects.exists()
    own = browser.post("/settings/spam/senders/new/", {"patterns": "pills.test\nsupport@acme.test"})
    assert "This is a mailbox" in own.content.decode()
    assert not ListedSender.objects.exists()
    browser.post("/settings/spam/senders/new/", {"patterns": "@Pills.test\n\nmax@vendor.test", "is_allowed": "1"})
    assert set(ListedSender.objects.values_list("pattern", "is_allowed")) == {
        ("pills.test", True),
        ("max@vendor.test", True),
    }


def test_the_list_is_searched_and_shortened(browser, spam):
    senders.put("good.test", is_allowed=True, by=Actor.system("test"))
    shown = browser.get("/settings/spam/?show=allowed").content.decode()
    assert ("good.test" in shown, "pills.test" in shown) == (True, False)
    assert "No sender fits" in browser.get("/settings/spam/?q=zzz").content.decode()
    browser.post(f"/settings/spam/senders/{ListedSender.objects.get(pattern='good.test').pk}/removal/")
    assert not ListedSender.objects.filter(pattern="good.test").exists()


def test_how_far_filters_are_believed_is_a_setting_in_the_audit_log(browser, acme):
    browser.post("/settings/spam/filters/", {"believed": "always", "score_limit": "6.5"})
    assert judging.settings_of_company().score_limit == 6.5
    assert SpamSettings.objects.get().believed == "always"
    assert "→ 6.5" in Event.objects.filter(kind="setting.changed").latest("id").sentence
    assert browser.post("/settings/spam/filters/", {"believed": "x"}).status_code == 422
