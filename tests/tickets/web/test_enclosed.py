"""The ticket shows what a mail brought besides words: an invitation in the reader's time, a signature as such."""

import pytest

from tests.tickets.channels.email.test_reading import FIXTURES
from tests.tickets.channels.letters import deliver_letter


def page_of(acme, client_of, bo, name):
    row = deliver_letter(acme, (FIXTURES / f"{name}.eml").read_bytes())
    return client_of(bo).get(f"/desk/tickets/{row.ticket.number}/").content.decode()


def test_an_invitation_says_what_when_and_where(acme, client_of, bo):
    page = page_of(acme, client_of, bo, "invitation")
    for shown in ("Invitation", "Fire drill, all floors", "Room 1", "1 Jun 2026, 10:00", "grace@northwind.test"):
        assert shown in page, shown


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("pgp_mime_signed", "signed (PGP), not checked"),
        ("signed_smime", "signed (S/MIME), not checked"),
        ("pgp_mime_encrypted", "Nobody here has the key"),
        ("smime_encrypted", "encrypted (S/MIME)"),
    ],
)
def test_what_is_signed_or_sealed_says_so(acme, client_of, bo, name, says):
    assert says in page_of(acme, client_of, bo, name)


def test_what_outlook_packed_is_there_to_be_opened(acme, client_of, bo):
    page = page_of(acme, client_of, bo, "winmail_with_files")
    assert "Rechnung März.txt" in page
    assert "winmail.dat" not in page
