"""Real SMTP conversations: 250 means stored, everything else says why, and no broken neighbour loses a mail."""

import smtplib
import socket
import threading
import time
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from redis.exceptions import ConnectionError as RedisDown

from helpdesk.base import clock
from helpdesk.tenancy import storage
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from helpdesk.tenancy.sweeping import due_by_tenant
from tests.tickets.channels.email.conftest import Receiver
from tests.tickets.channels.letters import a_letter
from tickets.channels.email import receiver as receiving
from tickets.channels.email import threading as threads
from tickets.channels.email.arriving import Room
from tickets.channels.email.processing import process
from tickets.channels.email.rawmail import Envelope, store
from tickets.models import Contact, Message, RawMail, Ticket
from tickets.tasks import process_raw_mail, sweep_raw_mail


def say(receiver, raw, *recipients):
    """Send one mail; returns the refused recipients."""
    with smtplib.SMTP("127.0.0.1", receiver.port, timeout=10) as client:
        return client.sendmail("grace@northwind.test", list(recipients) or ["support@acme.test"], raw)


@contextmanager
def at_data(receiver):
    """A mail program that was told to go on with its mail."""
    with smtplib.SMTP("127.0.0.1", receiver.port, timeout=10) as client:
        client.ehlo("x")
        client.mail("grace@northwind.test")
        client.rcpt("support@acme.test")
        assert client.docmd("DATA")[0] == 354
        yield client
        client.close()  # without a word: it may be in the middle of a mail


def wait_until(holds):
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def memory_mb() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS:"))


@pytest.fixture
def acme_id(committed_db):
    return Tenant.objects.get(slug="acme").pk


def mails(tenant_id):
    with use_tenant(tenant_id):
        return list(RawMail.objects.order_by("pk"))


def test_250_means_stored_and_a_worker_is_rung(receiver, acme_id):
    say(receiver, a_letter("Ärger".encode().decode()))
    (row,) = mails(acme_id)
    assert receiver.rung == [(acme_id, row.pk)]
    assert (row.state, row.envelope_from, row.envelope_to) == ("pending", "grace@northwind.test", ["support@acme.test"])
    assert process(acme_id, row.pk) == "processed"


def test_an_unknown_recipient_and_a_forged_reply_address_are_refused_at_once(receiver, acme_id):
    real = threads.reply_address(threads.Thread(acme_id, 1, threads.CONTACT, 1))
    forged = real.replace(real[6], "a" if real[6] != "a" else "b", 1)
    with smtplib.SMTP("127.0.0.1", receiver.port, timeout=10) as client:
        client.ehlo("x")
        client.mail("a@b.test")
        for address in ("nobody@acme.test", "support@unknown.test", forged, "b-aaaa@reply.helpdesk.test"):
            assert client.rcpt(address)[0] == 550
        assert client.rcpt(real)[0] == 250
        assert client.rcpt("Support+shop@ACME.test")[0] == 250
    assert mails(acme_id) == []


def test_too_much_is_refused_with_552(receiver, settings, acme_id):
    with smtplib.SMTP("127.0.0.1", receiver.port, timeout=30) as client:
        client.ehlo("x")
        assert client.mail("a@b.test", [f"SIZE={settings.MAIL_SIZE_LIMIT_BYTES + 1}"])[0] == 552
        client.rset()
        client.mail("a@b.test")
        client.rcpt("support@acme.test")
        assert client.data(a_letter() + (b"y" * 70 + b"\r\n") * 400_000)[0] == 552
    assert mails(acme_id) == []


def test_2000_recipients_are_bounded(receiver, acme_id):
    with smtplib.SMTP("127.0.0.1", receiver.port, timeout=10) as client:
        client.ehlo("x")
        client.mail("a@b.test")
        codes = [client.rcpt(f"support+{n}@acme.test")[0] for n in range(receiving.MOST_RECIPIENTS + 5)]
    assert codes.count(250) == receiving.MOST_RECIPIENTS
    assert set(codes[receiving.MOST_RECIPIENTS :]) == {452}


def test_one_mail_to_two_companies_is_kept_once_for_each(receiver, acme_id):
    globex_id = Tenant.objects.get(slug="globex").pk
    say(receiver, a_letter(), "support@acme.test", "support@globex.test", "support+x@acme.test")
    assert [len(mails(acme_id)), len(mails(globex_id))] == [1, 1]
    assert len(receiver.rung) == 2


def test_a_very_long_line_is_real_mail_too(receiver, acme_id):
    assert say(receiver, a_letter("x" * 300_000)) == {}
    assert mails(acme_id)[0].size_bytes > 300_000


def test_dots_commands_and_ends_of_lines_inside_a_mail_are_the_mail(receiver, acme_id):
    raw = b".first\r\n" + a_letter() + b".\r\r\n..\r\nQUIT\r\n.\n" + b"." * 200_000 + b"\r\n.x\r\n"
    stuffed = b"\r\n".join(b"." + line if line[:1] == b"." else line for line in raw.split(b"\r\n"))
    with at_data(receiver) as client:
        # the next mail's commands may come in the same breath (RFC 2920)
        client.send(stuffed + b".\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<support@acme.test>\r\nDATA\r\n")
        assert [client.getreply()[0] for _ in range(4)] == [250, 250, 250, 354]
        client.send(b".\r\n")
        assert client.getreply()[0] == 250
    with use_tenant(acme_id):
        assert [storage.read(row.storage_key) for row in RawMail.objects.order_by("pk")] == [raw, b""]


def test_mails_that_arrive_share_a_bounded_room(receiver, settings, acme_id):
    # given a mail that fills most of it and is not at its end
    settings.SMTP_ROOM_MB = 1
    piece = (b"y" * 998 + b"\r\n") * 700
    with at_data(receiver) as first, at_data(receiver) as second:
        first.send(a_letter() + piece)
        wait_until(lambda: Room.taken_bytes > 700_000)
        # when another comes, then it has to come again
        second.send(a_letter() + piece + b".\r\n")
        assert second.getreply()[0] == 452
        # and the first one still fits
        first.send(b".\r\n")
        assert first.getreply()[0] == 250
    assert Room.taken_bytes == 0
    assert len(mails(acme_id)) == 1
    # and later there is room again
    assert say(receiver, a_letter("later")) == {}


def test_who_leaves_in_the_middle_of_a_mail_gives_its_room_back(receiver, acme_id):
    with at_data(receiver) as client:
        client.send(a_letter())
        wait_until(lambda: Room.taken_bytes)
        client.sock.shutdown(socket.SHUT_RDWR)
    wait_until(lambda: Room.taken_bytes == 0)
    assert mails(acme_id) == []


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells how much memory a process holds")
def test_many_large_mails_at_once_take_little_memory(receiver, acme_id):
    before, piece = memory_mb(), (b"y" * 998 + b"\r\n") * 10_000
    with ExitStack() as stack:
        senders = [stack.enter_context(at_data(receiver)) for _ in range(20)]
        for sender in senders:
            sender.send(a_letter() + piece)
        wait_until(lambda: Room.taken_bytes > 20 * len(piece))
        assert memory_mb() - before < 60  # they are 200 MB
        senders[0].send(b".\r\n")
        assert senders[0].getreply()[0] == 250


def test_a_mail_may_arrive_more_slowly_than_a_command(committed_db, acme_id, monkeypatch):
    monkeypatch.setattr(receiving, "IDLE_SECONDS", 0.3)
    with closing(Receiver()) as slow, at_data(slow) as client:
        client.send(a_letter() + b"\r\n")
        time.sleep(0.6)
        client.send(b".\r\n")
        assert client.getreply()[0] == 250


def test_a_fault_of_ours_is_no_reason_to_give_a_mail_up(receiver, acme_id, monkeypatch):
    monkeypatch.setattr(receiving.directory, "route", lambda address: 1 / 0)
    with smtplib.SMTP("127.0.0.1", receiver.port, timeout=10) as client:
        client.ehlo("x")
        client.mail("a@b.test")
        assert client.rcpt("support@acme.test")[0] == 451


def test_a_dead_broker_delays_and_loses_nothing(committed_db, acme_id):
    def ring(tenant_id, raw_id):
        raise RedisDown("gone")

    receiver = Receiver(ring)
    try:
        say(receiver, a_letter())
    finally:
        receiver.close()
    (row,) = mails(acme_id)
    with use_tenant(acme_id):
        RawMail.objects.update(next_attempt_at="2026-01-01T00:00:00Z")
    assert due_by_tenant("pending_raw_mail", 10) == {acme_id: [row.pk]}


def test_a_dead_database_is_451_and_nothing_is_acknowledged(receiver, settings, acme_id):
    name = connections.settings["default"]["NAME"]
    connections.settings["default"]["NAME"] = "no_such_database"
    try:
        with smtplib.SMTP("127.0.0.1", receiver.port, timeout=10) as client:
            client.ehlo("x")
            client.mail("a@b.test")
            assert client.rcpt("support@acme.test")[0] == 451
    finally:
        connections.settings["default"]["NAME"] = name
    say(receiver, a_letter())
    assert len(mails(acme_id)) == 1


def test_row_9_the_same_mail_delivered_by_eight_at_once_is_one(committed_db, acme_id):
    raw, found, errors = a_letter(From="New Person <new@fresh.test>", Cc="x@y.test"), [], []

    def deliver():
        try:
            raw_id, is_new = store(acme_id, raw, Envelope("a@b.test", ("support@acme.test",), "smtp"))
            process(acme_id, raw_id)
            found.append((raw_id, is_new))
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            errors.append(error)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=deliver) for _ in range(8)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    assert errors == []
    assert len({raw_id for raw_id, _ in found}) == 1
    assert sum(is_new for _, is_new in found) == 1
    with use_tenant(acme_id):
        assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)
        assert Contact.objects.filter(name="New Person").count() == 1


def test_two_mails_of_a_new_person_at_once_make_one_contact(committed_db, acme_id):
    def deliver(number):
        raw = a_letter(f"mail {number}", From="New Person <new@fresh.test>")
        raw_id, _ = store(acme_id, raw, Envelope("a@b.test", ("support@acme.test",), "smtp"))
        states.append(process(acme_id, raw_id))
        connections.close_all()

    states = []
    workers = [threading.Thread(target=deliver, args=(n,)) for n in range(6)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    with use_tenant(acme_id):
        pending = RawMail.objects.filter(state="pending").values_list("pk", "reason")
        assert list(pending) == []
        assert Ticket.objects.count() == 6
        assert Contact.objects.filter(name="New Person").count() == 1


def test_a_backlog_is_rung_for_once_a_minute(committed_db, acme_id, monkeypatch):
    raw_id, _ = store(acme_id, a_letter(), Envelope("grace@northwind.test", ("support@acme.test",)))
    with use_tenant(acme_id):
        RawMail.objects.update(next_attempt_at=clock.now() - timedelta(minutes=1))
    rung = []
    monkeypatch.setattr(process_raw_mail, "ring", lambda *ids: rung.append(ids))
    sweep_raw_mail()
    sweep_raw_mail()
    assert rung == [(acme_id, raw_id)]
