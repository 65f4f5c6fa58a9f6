"""A mailbox that falls silent against its habit, or refuses us, says so once; one that is always quiet never does."""

from datetime import timedelta

import pytest

from helpdesk.base import clock
from helpdesk.events.models import Event
from helpdesk.notices.models import Notice
from tickets import tasks
from tickets.channels import watching
from tickets.models import Mailbox, RawMail


@pytest.fixture
def mailbox(acme, monday_morning):
    return Mailbox.objects.get(is_default=True)


def mails(mailbox, *hours_ago):
    for hours in hours_ago:
        at = clock.now() - timedelta(hours=hours)
        name = f"{hours}"
        RawMail.objects.create(mailbox=mailbox, digest=name.zfill(64), dedupe_key=name, storage_key="x", size_bytes=1,
                               source="smtp", received_at=at, next_attempt_at=at, state="processed")  # fmt: skip


def habit(mailbox, *, weeks=4, per_week=4):
    mails(mailbox, *(week * 168 + n * 0.4 for week in range(1, weeks + 1) for n in range(1, per_week + 1)))


def alarms():
    return [event.data["why"] for event in Event.objects.filter(kind="mailbox.alarm")]


def look(mailbox):
    watching.consider([mailbox.pk])
    mailbox.refresh_from_db()
    return mailbox.alarm


def test_silence_against_the_habit_is_told_to_the_administrators_once(mailbox, ada, deliver):
    habit(mailbox)
    mails(mailbox, 3)
    assert [look(mailbox), look(mailbox)] == ["silent", "silent"]
    deliver()
    notice = Notice.objects.get(agent=ada)
    assert mailbox.address in notice.text
    mails(mailbox, 0.1)
    assert look(mailbox) == ""
    assert len(alarms()) == 1


@pytest.mark.parametrize(
    ("_case", "weeks", "per_week", "last"),
    [
        ("mail came just now", 4, 4, 0.5),
        ("one of the weeks was quiet too", 3, 4, 3),
        ("hardly any mail comes in these hours", 4, 2, 3),
        ("nothing ever came", 0, 0, None),
    ],
)
def test_a_quiet_hour_is_no_silence(mailbox, _case, weeks, per_week, last):
    habit(mailbox, weeks=weeks, per_week=per_week)
    mails(mailbox, *([last] if last else []))
    assert look(mailbox) == ""


@pytest.mark.parametrize(
    ("error", "minutes", "alarm"),
    [
        ("MailboxLoginError: login failed", 0, "fetch"),
        ("XOAuth2: invalid_grant, the token has expired", 0, "fetch"),
        ("TimeoutError: timed out", 1, ""),
        ("TimeoutError: timed out", 5, "fetch"),
    ],
)
def test_a_server_that_refuses_us_is_told_at_once_and_one_that_is_away_after_minutes(mailbox, error, minutes, alarm):
    Mailbox.objects.filter(pk=mailbox.pk).update(
        imap_host="imap.test", fetch_error=error, fetch_failing_since=clock.now() - timedelta(minutes=minutes)
    )
    assert look(mailbox) == alarm
    assert any(error in why for why in alarms()) == bool(alarm)


def test_the_sweep_watches_the_mailboxes_of_every_company(acme, globex, mailbox, monkeypatch):
    seen = []
    monkeypatch.setattr(watching, "consider", lambda ids: seen.extend(ids))
    tasks.watch_mailboxes()
    assert mailbox.pk in seen
    assert len(seen) == 2
