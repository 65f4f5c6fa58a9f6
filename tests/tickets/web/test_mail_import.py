"""Mail brought along as files becomes requests, each once, and nobody is written to because of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from helpdesk.mailout.models import OutgoingMail
from tests.tickets.channels.letters import a_letter
from tickets.channels.email.processing import process
from tickets.channels.importing import split_mbox
from tickets.models import Mailbox, RawMail, Ticket

ONE, TWO = a_letter("first", Subject="One"), a_letter("second\n\nFrom here on: nothing\n>From there", Subject="Two")
MBOX = (
    b"From x@y.test Mon Jun  1 10:00:00 2026\n"
    + ONE.replace(b"\r\n", b"\n")
    + b"\n\nFrom MAILER Mon Jun  1 10:00:00 2026\n"
    + TWO.replace(b"\r\n", b"\n").replace(b"\n>From", b"\n>>From")
)


@pytest.fixture
def bring(client_of, ada, acme):
    def post(**files):
        uploads = [SimpleUploadedFile(name.replace("_", "."), content) for name, content in files.items()]
        mailbox = Mailbox.objects.get(is_default=True).pk
        return client_of(ada).post("/settings/mail-import/", {"mailbox": mailbox, "files": uploads})

    return post


def test_mails_and_folders_become_requests_once_and_answer_nobody(bring, acme, deliver):
    assert bring(a_eml=a_letter("single", Subject="Single"), all_mbox=MBOX).status_code == 302
    assert bring(all_mbox=MBOX).status_code == 302
    for raw in RawMail.objects.all():
        process(acme.pk, raw.pk)
    deliver()
    assert sorted(Ticket.objects.values_list("subject", flat=True)) == ["One", "Single", "Two"]
    assert OutgoingMail.objects.count() == 0


def test_a_folder_is_cut_between_its_mails_only():
    first, second = split_mbox(MBOX)
    assert b"first" in first
    assert b"From here on" in second
    assert b"\n>From there" in second


def test_a_file_that_is_no_mail_is_refused_by_name_and_nothing_is_imported(bring, acme):
    answer = bring(good_eml=ONE, bad_eml=b"\x89PNG\r\n\x1a\n")
    assert answer.status_code == 422
    assert "bad.eml" in answer.content.decode()
    assert RawMail.objects.count() == 0
