"""Spam is kept apart and shown, never dropped; an agent's word releases it, lists the sender and teaches the filter."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.mailout.models import OutgoingMail
from helpdesk.notices.models import Notice
from helpdesk.tenancy.sweeping import due_by_tenant
from sla.models import Clock
from tests.tickets.channels.filter_server import a_filter
from tests.tickets.channels.letters import a_letter, deliver_letter
from tests.tickets.channels.test_answers import sent
from tickets import lifecycle, side_conversations, snoozing
from tickets.automation import rules
from tickets.channels.email import threading
from tickets.channels.email.threading import CONTACT, Thread
from tickets.channels.spam import deciding, judging, lessons, rspamd, senders
from tickets.conversation import Words
from tickets.models import Contact, ListedSender, Message, RawMail, RuleRun, SideConversation, Ticket

TRUSTED = "mx.acme.test; spf=pass; dmarc=none"


@pytest.fixture
def by(ada):
    return Actor.agent(ada)


@pytest.fixture
def spam_filter(settings, acme):
    rspamd._Silence.until = 0.0
    with a_filter() as server:
        settings.RSPAMD_URL, settings.RSPAMD_PASSWORD = server.url, "open sesame"
        yield server


def spammed(acme, **headers):
    """A mail of a stranger's, as it was placed."""
    row = deliver_letter(acme, a_letter(**({"From": "Max <max@pills.test>"} | headers)), sender="max@pills.test")
    assert row.state == "processed", row.reason
    return row.ticket


def why(ticket):
    return deciding.suspicion_of(ticket).why


@pytest.mark.parametrize(
    ("_case", "pattern"),
    [("address", "Max@Pills.test"), ("domain", "pills.test"), ("domain above", "*.test"), ("written @", "@pills.test")],
)
def test_mail_of_a_blocked_sender_is_kept_as_spam(acme, by, _case, pattern):
    if pattern == "*.test":
        with pytest.raises(ValidationError, match="neither an address"):
            senders.put(pattern, is_allowed=False, by=by)
        return
    senders.put(pattern, is_allowed=False, by=by)
    ticket = spammed(acme)
    assert (ticket.is_spam, ticket.is_open, ticket.messages.get().text) == (True, False, "Please send help.")
    assert why(ticket).endswith("is blocked")


def test_of_several_entries_the_most_exact_decides(acme, by):
    senders.put("pills.test", is_allowed=False, by=by)
    senders.put("mail.pills.test", is_allowed=True, by=by)
    senders.put("eve@mail.pills.test", is_allowed=False, by=by)
    verdicts = [senders.listed(f"{who}.pills.test") for who in ("x@a", "x@mail", "x@deep.mail", "Eve+tag@mail")]
    assert [row.is_allowed for row in verdicts] == [False, True, True, False]
    assert senders.listed("x@notpills.test") is None


def test_nothing_goes_out_nobody_is_told_and_no_clock_runs(acme, by, deliver, bo):
    senders.put("pills.test", is_allowed=False, by=by)
    ticket = spammed(acme)
    deliver()
    assert not OutgoingMail.objects.exists()
    assert not Notice.objects.exists()
    assert not Clock.objects.filter(ticket=ticket, state__in=["running", "paused"]).exists()
    assert Ticket.objects.get(pk=ticket.pk).assignee is None


def test_released_it_begins_as_if_it_had_just_come(acme, by, deliver):
    values = {"name": "Mark", "events": ["opened"], "actions": [{"do": "tag", "text": "seen"}]}
    rule = rules.make(values, by=by, is_active=True)
    senders.put("pills.test", is_allowed=False, by=by)
    ticket = spammed(acme)
    deliver()
    assert not RuleRun.objects.filter(rule=rule).exists()
    deciding.release(ticket, by=by, allows_sender=True)
    deliver()
    assert [mail["To"] for mail in sent("acknowledgement")] == ["max@pills.test"]
    assert RuleRun.objects.filter(rule=rule, outcome="fired").count() == 1
    assert Clock.objects.filter(ticket=ticket, metric="first_response", state="running").exists()
    # and from now on the address is let in, though its domain stays blocked
    assert not spammed(acme).is_spam
    assert spammed(acme, From="Moe <moe@pills.test>").is_spam


def test_spam_again_and_released_again_starts_no_rule_twice(acme, by, deliver):
    senders.put("pills.test", is_allowed=False, by=by)
    ticket = deciding.release(spammed(acme), by=by)
    lifecycle.restore(lifecycle.mark_spam(ticket, by=by), by=by)
    restored = Event.objects.about(ticket).filter(kind="ticket.restored").in_order()
    assert [event.data["is_new"] for event in restored] == [True, False]


def test_a_blocked_contact_is_kept_as_spam_until_let_in(acme, by, grace):
    Contact.objects.filter(pk=grace.pk).update(is_blocked=True)
    ticket = deliver_letter(acme, a_letter()).ticket
    assert (ticket.is_spam, why(ticket)) == (True, "the sender is blocked")
    deciding.release(ticket, by=by, allows_sender=True)
    assert not Contact.objects.get(pk=grace.pk).is_blocked
    assert not deliver_letter(acme, a_letter()).ticket.is_spam


def test_a_blocked_participant_does_not_get_into_the_conversation(acme, by, a_ticket, grace):
    ticket = a_ticket()
    senders.put(grace.primary_address, is_allowed=False, by=by)
    address = threading.reply_address(Thread(acme.pk, ticket.pk, CONTACT, grace.pk))
    row = deliver_letter(acme, a_letter(From=f"Grace <{grace.primary_address}>"), to=address)
    assert (row.ticket.is_spam, row.ticket.claims_ticket) == (True, ticket)
    assert ticket.messages.count() == 1


def test_a_blocked_sender_is_not_heard_beside_a_ticket_and_wakes_nothing(acme, by, a_ticket, bo, deliver):
    ticket = a_ticket()
    side = side_conversations.start(ticket, ["vera@vendor.test"], "Part 12", Words("In stock?"), by=bo)
    deliver()
    snoozing.snooze(ticket, clock.now() + timedelta(days=1), by=bo)
    senders.put("vendor.test", is_allowed=False, by=by)
    to = threading.reply_address(side_conversations.thread_of(side))
    row = deliver_letter(acme, a_letter(From="Vera <vera@vendor.test>"), to=to, sender="vera@vendor.test")
    assert (row.ticket.is_spam, row.ticket.claims_ticket) == (True, None)
    assert Message.objects.filter(side=side).count() == 1
    assert Ticket.objects.asleep().filter(pk=ticket.pk).exists()


def test_an_automatic_reply_beside_a_ticket_is_kept_and_wakes_nobody(acme, a_ticket, bo, deliver):
    ticket = a_ticket()
    side = side_conversations.start(ticket, ["vera@vendor.test"], "Part 12", Words("In stock?"), by=bo)
    deliver()
    snoozing.snooze(ticket, clock.now() + timedelta(days=1), by=bo)
    to = threading.reply_address(side_conversations.thread_of(side))
    away = a_letter("I am away.", From="Vera <vera@vendor.test>", Auto_Submitted="auto-replied")
    deliver_letter(acme, away, to=to, sender="vera@vendor.test")
    deliver()
    said = Message.objects.filter(side=SideConversation.objects.get()).latest("id")
    assert (said.text, said.machine) == ("I am away.", "auto_reply")
    assert Ticket.objects.asleep().filter(pk=ticket.pk).exists()
    assert not Notice.objects.to(bo).filter(kind="replied").exists()


MARKS = {"X_Spam_Flag": "YES"}
STATUS = {"X_Spam_Status": "Yes, score=9.1 required=5.0 tests=BAYES_99"}


@pytest.mark.parametrize(
    ("_case", "believed", "headers", "is_spam"),
    [
        ("anybody can write them", "trusted", MARKS, False),
        ("a server of ours wrote them", "trusted", MARKS | {"Authentication_Results": TRUSTED}, True),
        ("another's server", "trusted", MARKS | {"Authentication_Results": "mx.evil.test; spf=pass"}, False),
        ("always", "always", MARKS, True),
        ("never", "never", MARKS | {"Authentication_Results": TRUSTED}, False),
        ("by its status", "always", STATUS, True),
        ("it says no", "always", {"X_Spam_Flag": "NO", "X_Spam_Score": "1.2"}, False),
        ("only a score", "always", {"X_Spam_Score": "12.5 (++++)"}, False),
    ],
)
def test_marks_of_servers_in_front_count_as_far_as_they_are_believed(
    acme, by, settings, _case, believed, headers, is_spam
):
    settings.TRUSTED_AUTHSERV_IDS = ["mx.acme.test"]
    judging.set_for_company({"believed": believed}, by=by)
    assert spammed(acme, **headers).is_spam is is_spam


def test_a_company_may_draw_its_own_line(acme, by):
    judging.set_for_company({"believed": "always", "score_limit": 4.0}, by=by)
    ticket = spammed(acme, X_Spam_Status="No, score=4.2 required=15")
    assert (ticket.is_spam, ticket.spam_score) == (True, 4.2)
    assert why(ticket) == "the mail server in front calls it spam (score 4.2 of 4.0)"
    assert not spammed(acme, X_Spam_Status="Yes, score=3.9 required=3").is_spam


def test_the_filter_is_asked_with_the_envelope_and_its_word_counts(acme, spam_filter):
    spam_filter.score, spam_filter.action = 17.25, "reject"
    ticket = spammed(acme)
    path, headers, body = spam_filter.heard[0]
    assert (path, headers["From"], headers["Rcpt"]) == ("/checkv2", "max@pills.test", "support@acme.test")
    assert headers["Password"] == "open sesame"
    assert b"Please send help." in body
    assert (ticket.is_spam, ticket.spam_score) == (True, 17.25)
    assert why(ticket) == "rspamd calls it spam (score 17.2 of 15.0)"
    assert deciding.suspicion_of(ticket).signs == ["BAYES_SPAM (+5.1)", "MIME_GOOD (-0.1)"]


def test_a_low_score_is_kept_for_rules_and_lets_the_mail_in(acme, spam_filter, by, deliver):
    about = {"all": [{"field": "spam_score", "op": "more", "value": ["3"]}], "any": []}
    rules.make(
        {"name": "S", "events": ["opened"], "conditions": about, "actions": [{"do": "spam"}]}, by=by, is_active=True
    )
    low = spammed(acme)
    spam_filter.score = 3.5
    middling = spammed(acme, From="Moe <moe@pills.test>")
    deliver()
    assert (low.spam_score, low.is_spam) == (0.4, False)
    assert [Ticket.objects.get(pk=one.pk).is_spam for one in (low, middling)] == [False, True]
    assert [mail["To"] for mail in sent("acknowledgement")] == ["max@pills.test"]  # the first one's: spam hears nothing


@pytest.mark.parametrize("_case", ["refuses", "is gone"])
def test_a_filter_that_does_not_answer_holds_no_mail_up(acme, spam_filter, settings, _case):
    spam_filter.status = 500
    if _case == "is gone":
        settings.RSPAMD_URL = "http://127.0.0.1:1"
    assert not spammed(acme).is_spam
    asked = len(spam_filter.heard)
    assert not spammed(acme).is_spam
    assert len(spam_filter.heard) == asked  # left alone for a while


def test_the_allowed_are_let_in_whatever_filters_say_but_not_forgers(acme, by, spam_filter, settings):
    settings.TRUSTED_AUTHSERV_IDS = ["mx.acme.test"]
    spam_filter.score, spam_filter.action = 20, "reject"
    senders.put("max@pills.test", is_allowed=True, by=by)
    assert not spammed(acme).is_spam
    forged = "mx.acme.test; dmarc=fail header.from=pills.test"
    assert spammed(acme, Authentication_Results=forged).is_spam


def test_who_takes_part_and_who_is_a_colleague_is_not_filtered(acme, spam_filter, a_ticket, grace):
    spam_filter.score, spam_filter.action = 20, "reject"
    ticket = a_ticket()
    address = threading.reply_address(Thread(acme.pk, ticket.pk, CONTACT, grace.pk))
    assert deliver_letter(acme, a_letter(From=f"G <{grace.primary_address}>"), to=address).ticket == ticket
    assert not deliver_letter(acme, a_letter(From="Bo <bo@acme.test>"), sender="bo@acme.test").ticket.is_spam


def test_what_agents_decide_teaches_the_filter_once(acme, spam_filter, by, deliver):
    ticket = spammed(acme)
    deciding.take_for_spam(ticket, by=by, blocks_sender=True)
    deliver()
    assert ListedSender.objects.get().pattern == "max@pills.test"
    raw = RawMail.objects.get(lesson="spam")
    assert due_by_tenant("mail_to_learn", 10) == {acme.pk: [raw.pk]}
    assert lessons.teach(acme.pk, raw.pk)
    assert not lessons.teach(acme.pk, raw.pk)
    deciding.release(ticket, by=by)
    deliver()
    lessons.teach(acme.pk, raw.pk)
    assert spam_filter.taught() == ["/learnspam", "/learnham"]
    assert lessons.waiting() == 0


def test_a_filter_that_is_away_learns_later(acme, spam_filter, by, deliver):
    deciding.take_for_spam(spammed(acme), by=by)
    deliver()
    raw = RawMail.objects.get(lesson="spam")
    spam_filter.status = 503
    assert not lessons.teach(acme.pk, raw.pk)
    raw.refresh_from_db()
    assert raw.lesson_error.startswith("503")
    spam_filter.status = 208
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert lessons.teach(acme.pk, raw.pk)


def test_the_filters_own_word_teaches_it_nothing(acme, spam_filter, deliver):
    spam_filter.score, spam_filter.action = 20, "reject"
    spammed(acme)
    deliver()
    assert not RawMail.objects.exclude(lesson="").exists()


def test_a_mailbox_of_our_own_cannot_be_blocked(acme, by):
    with pytest.raises(ValidationError, match="This is a mailbox"):
        senders.put("support@acme.test", is_allowed=False, by=by)
