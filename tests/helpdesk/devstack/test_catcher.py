import smtplib
import subprocess
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from helpdesk.devstack.home import ROOT
from helpdesk.devstack.ports import answers, free_port
from tests.helpdesk.devstack.launching import eventually


@pytest.fixture
def catcher(tmp_path):
    port = free_port(11025)
    process = subprocess.Popen(
        [sys.executable, "-m", "helpdesk.devstack.catcher", str(port), str(tmp_path / "outbox")], cwd=ROOT
    )
    eventually(lambda: _is_up(port), "the catcher is up")
    yield port
    process.terminate()
    assert process.wait(5) == 0


def _is_up(port: int) -> bool:
    try:
        return answers(port, b"220")
    except OSError:
        return False


def _mail(subject: str) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, "support@acme.test", "grace@northwind.test"
    mail.set_content("Grüße\n.\nan unstuffed dot above\n")
    return mail


def test_each_mail_is_a_file_that_knows_its_envelope_and_sorts_by_time(catcher, tmp_path):
    with smtplib.SMTP("127.0.0.1", catcher) as talk:
        for number in range(3):
            to = ["grace@northwind.test", "hidden@northwind.test"]
            talk.send_message(_mail(f"Mail {number}"), "bounce+7@reply.test", to)
    kept = sorted((tmp_path / "outbox").iterdir())
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in kept]
    assert [mail["Subject"] for mail in mails] == ["Mail 0", "Mail 1", "Mail 2"]
    assert {path.suffix for path in kept} == {".eml"}
    assert mails[0]["X-Envelope-From"] == "bounce+7@reply.test"
    assert mails[0]["X-Envelope-To"] == "grace@northwind.test, hidden@northwind.test"
    assert mails[0].get_content().splitlines() == ["Grüße", ".", "an unstuffed dot above"]
