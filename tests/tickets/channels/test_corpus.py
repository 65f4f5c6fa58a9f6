"""Nothing is lost: each public mail becomes a ticket or is put aside where people see it."""

from collections import Counter
from pathlib import Path

import pytest

from tests.tickets.channels.letters import deliver_letter
from tickets.models import RawMail, Ticket

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "data" / "mail"


@pytest.mark.skipif(not CORPUS.exists(), reason="the public collections lie beside the repository, not in it")
def test_every_public_mail_is_a_ticket_or_visibly_put_aside(acme, monday_morning):
    paths = sorted(path for path in CORPUS.rglob("*.eml") if path.is_file())
    rows = [deliver_letter(acme, path.read_bytes(), sender="") for path in paths]
    states = Counter(RawMail.objects.values_list("state", flat=True))
    assert set(states) == {"processed", "quarantined"}
    assert states["processed"] > 90
    aside = {row.reason for row in rows if row.state == "quarantined"}
    assert aside <= {"no sender that could be answered", "a returned mail that belongs to none of ours"}
    assert Ticket.objects.count() == RawMail.objects.filter(ticket__isnull=False).values("ticket").distinct().count()
