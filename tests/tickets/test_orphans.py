"""Files that nothing names are deleted after a week; whatever a row names stays."""

import os
import time

import pytest
from django.core.files.storage import default_storage

from helpdesk.tenancy import storage
from tests.tickets.channels.letters import a_letter, deliver_letter
from tickets import attachments, conversation, orphans
from tickets.conversation import Words
from tickets.models import Attachment, RawMail

DAY = 24 * 3600
KINDS = ("attachments", "raw", "outgoing")


def aged(key, days=30):
    then = time.time() - days * DAY
    os.utime(default_storage.path(key), (then, then))
    return key


def clean(tenant):
    return sum(orphans.clean(tenant.pk, day=day) for day in range(orphans.ROUND_DAYS))


def all_keys():
    folders = [(kind, f"{number:02x}") for kind in KINDS for number in range(256)]
    return [key for kind, folder in folders for key in storage.keys(kind, folder)]


@pytest.fixture(autouse=True)
def _nothing_is_left_of_other_tests(acme):
    for key in all_keys():
        storage.drop(key)


def test_what_no_row_names_goes_after_a_week_and_the_rest_stays(acme, a_ticket, bo, deliver):
    raw = deliver_letter(acme, a_letter())
    answered = attachments.keep(b"answer", "a.txt")
    conversation.reply(a_ticket(), Words(text="Here."), by=bo, attachments=[answered])
    deliver()
    kept = all_keys()
    assert {raw.storage_key, answered.storage_key} < set(kept)
    lost = [storage.keep(kind, b"x") for kind in KINDS]
    new = storage.keep("raw", b"just stored")
    for key in (*kept, *lost):
        aged(key)
    assert clean(acme) == 3
    assert not any(default_storage.exists(key) for key in lost)
    assert all(default_storage.exists(key) for key in (*kept, new))
    assert clean(acme) == 0
    assert RawMail.objects.get().storage_key == raw.storage_key


def test_an_upload_that_belongs_to_nothing_goes_with_its_row_and_its_drawing(acme):
    file = attachments.keep(b"x", "a.png")
    drawn = f"{file.storage_key}.shown1"
    default_storage.save(drawn, default_storage.open(file.storage_key))
    for key in (file.storage_key, drawn):
        aged(key)
    assert clean(acme) == 2
    assert not Attachment.objects.exists()


def test_another_companys_files_are_not_looked_at(acme, globex):
    lost = aged(storage.keep("raw", b"x"))
    assert clean(globex) == 0
    assert default_storage.exists(lost)
