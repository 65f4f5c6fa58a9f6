"""Row 9: mail fetched by UID, stored before it is marked, so that nothing is lost and nothing comes twice."""

from datetime import timedelta

import pytest

from helpdesk.base import clock
from helpdesk.base.hosts import NotPublic, public_address
from helpdesk.base.sealing import seal
from helpdesk.tenancy import storage
from tests.tickets.channels.email.imap_server import ImapServer
from tests.tickets.channels.letters import a_letter
from tickets.channels.email import fetch as fetching
from tickets.channels.email.fetch import fetch, owner
from tickets.models import Mailbox, RawMail


@pytest.fixture
def imap(tmp_path, settings):
    server = ImapServer(tmp_path)
    settings.ALLOW_PRIVATE_HOSTS, settings.MAIL_CA_FILE = True, str(server.certificate)
    yield server
    server.close()


@pytest.fixture
def mailbox(acme, imap):
    mailbox = Mailbox.objects.get(address="support@acme.test")
    mailbox.imap_host, mailbox.imap_port, mailbox.imap_user = "localhost", imap.port, "support"
    mailbox.imap_password = seal(owner(acme.pk), "secret")
    mailbox.save()
    return mailbox


def test_row_9_new_mail_is_stored_then_marked_and_never_fetched_again(acme, imap, mailbox):
    read_before = imap.put(a_letter("long ago"))
    imap.mails[read_before][1].add("\\Seen")
    imap.put(a_letter("one"))
    raw = a_letter("two \x00 bytes ÿ")
    last = imap.put(raw)
    stored = fetch(acme.pk, mailbox.pk)
    assert RawMail.objects.filter(pk__in=stored, source="imap", mailbox=mailbox).count() == 2
    assert "\\Seen" in imap.mails[last][1]
    assert fetch(acme.pk, mailbox.pk) == []
    mailbox.refresh_from_db()
    assert (mailbox.imap_last_uid, mailbox.imap_uid_validity, mailbox.fetch_error) == (last, 77, "")
    imap.put(a_letter("three"))
    assert len(fetch(acme.pk, mailbox.pk)) == 1


def test_the_past_of_a_folder_is_not_ours_however_long_and_what_comes_later_is(acme, imap, mailbox, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_PER_VISIT", 2)
    for n in range(3):
        imap.put(a_letter(f"unread {n}"))
        imap.mails[imap.put(a_letter(f"read {n}"))][1].add("\\Seen")
    assert len(fetch(acme.pk, mailbox.pk)) == 2
    # between the visits a mail comes, and somebody reads it in the mailbox
    imap.mails[imap.put(a_letter("new"))][1].add("\\Seen")
    assert [len(fetch(acme.pk, mailbox.pk)) for _visit in range(4)] == [1, 1, 0, 0]
    assert sum(b"unread" in mail for mail in mails_kept()) == 3
    assert sum(b"new" in mail for mail in mails_kept()) == 1


def test_a_folder_without_unread_mail_is_known_from_then_on(acme, imap, mailbox):
    assert fetch(acme.pk, mailbox.pk) == []
    imap.mails[imap.put(a_letter("read by a colleague at once"))][1].add("\\Seen")
    assert len(fetch(acme.pk, mailbox.pk)) == 1


def mails_kept():
    return [storage.read(row.storage_key) for row in RawMail.objects.all()]


def test_row_9_a_server_that_dies_midway_repeats_nothing_and_loses_nothing(acme, imap, mailbox):
    imap.put(a_letter("one"))
    imap.dies_at = imap.put(a_letter("two"))
    imap.put(a_letter("three"))
    first = fetch(acme.pk, mailbox.pk)
    mailbox.refresh_from_db()
    assert len(first) == 1
    assert "abort" in mailbox.fetch_error.lower() or mailbox.fetch_error
    imap.dies_at = None
    second = fetch(acme.pk, mailbox.pk)
    assert len(second) == 2
    assert not set(first) & set(second)


def test_one_mail_that_is_too_large_is_shown_and_holds_nothing_up(acme, imap, mailbox, settings):
    settings.MAIL_SIZE_LIMIT_BYTES = 2_000
    imap.put(a_letter("one"))
    large = imap.put(a_letter("x" * 3_000, Subject="All my photographs"))
    imap.put(a_letter("three"))
    assert len(fetch(acme.pk, mailbox.pk)) == 2
    aside = RawMail.objects.get(state="quarantined")
    assert (aside.title, aside.sender) == ("All my photographs", "grace@northwind.test")
    assert f"left in the mailbox (UID {large})" in aside.reason
    mailbox.refresh_from_db()
    assert mailbox.fetch_error == ""


def test_a_mail_that_the_server_does_not_hand_over_is_never_skipped_in_silence(acme, imap, mailbox, monday_morning):
    imap.keeps = {imap.put(a_letter("one", Subject="A broken meeting"))}
    imap.put(a_letter("two"))
    # it may be passing trouble: nothing is skipped, and the mailbox says so
    assert fetch(acme.pk, mailbox.pk) == []
    mailbox.refresh_from_db()
    assert "does not hand over" in mailbox.fetch_error
    # after a while the others come, and this one is shown
    with clock.at(monday_morning + timedelta(minutes=11)):
        assert len(fetch(acme.pk, mailbox.pk)) == 1
    assert RawMail.objects.get(state="quarantined").title == "A broken meeting"
    mailbox.refresh_from_db()
    assert (mailbox.fetch_error, mailbox.fetch_failing_since) == ("", None)


def test_row_9_a_changed_uid_validity_imports_nothing_twice(acme, imap, mailbox):
    imap.put(a_letter("one"))
    fetch(acme.pk, mailbox.pk)
    imap.uid_validity = 78
    imap.mails = {uid + 500: [raw, set()] for uid, (raw, _) in imap.mails.items()}
    imap.mails[999] = [a_letter("two"), set()]
    assert len(fetch(acme.pk, mailbox.pk)) == 1
    assert RawMail.objects.filter(source="imap").count() == 2


def test_a_wrong_password_is_shown_on_the_mailbox(acme, imap, mailbox):
    mailbox.imap_password = seal(owner(acme.pk), "wrong")
    mailbox.save()
    assert fetch(acme.pk, mailbox.pk) == []
    mailbox.refresh_from_db()
    assert "wrong password" in mailbox.fetch_error
    assert mailbox.fetched_at


def test_a_password_sealed_for_another_company_opens_nothing(acme, globex, mailbox):
    from helpdesk.base.sealing import unseal

    assert unseal(owner(globex.pk), mailbox.imap_password) == ""
    assert "secret" not in mailbox.imap_password


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
     "2002:7f00:1::", "0.0.0.0", "100.64.0.1", "0x7f000001", "2130706433", "fd00::1", "no-such-host.invalid"],  # noqa: S104
)  # fmt: skip
def test_row_22_only_hosts_on_the_open_internet_are_connected_to(host):
    with pytest.raises(NotPublic):
        public_address(host, 993)


def test_row_22_a_refused_host_is_shown_on_the_mailbox(acme, mailbox, settings):
    settings.ALLOW_PRIVATE_HOSTS = False
    assert fetch(acme.pk, mailbox.pk) == []
    mailbox.refresh_from_db()
    assert "not on the open internet" in mailbox.fetch_error
