"""Rows 2–4: who wrote, how far that is proved and what they hold decide together. Every cell of the matrix stands
here."""

import itertools
import string

import pytest

from tickets.channels.email import threading
from tickets.channels.email.threading import CONTACT, Key, Sender, Thread, Verdict, decide, may_copy

THREAD = Thread(tenant=4, ticket=711, recipient_kind=CONTACT, recipient=99)
HELD = {
    "valid token": Key.OWN,
    "other recipient's token": Key.OTHER,
    "other tenant's token": Key.NONE,  # find() does not see it
    "number": Key.HINT,
    "forged references": Key.NONE,  # no signature of ours
    "none": Key.NONE,
}
# From → DMARC → the six keys in the order above: J join, P public reply, U unverified note, L new ticket linked, N
# new, H held.
TABLE = {
    Sender.PARTICIPANT: {"pass": "JJNLNN", "fail": "LLNLNN", "none": "JLNLNN"},
    Sender.AGENT: {"pass": "PUNLNN", "fail": "ULNLNN", "none": "ULNLNN"},
    Sender.STRANGER: {"pass": "LLNLNN", "fail": "LLNLNN", "none": "LLNLNN"},
    Sender.OWN: {"pass": "HHHHHH", "fail": "HHHHHH", "none": "HHHHHH"},
}
VERDICTS = {
    "J": Verdict.JOIN,
    "P": Verdict.PUBLIC_REPLY,
    "U": Verdict.UNVERIFIED_NOTE,
    "L": Verdict.NEW_LINKED,
    "N": Verdict.NEW,
    "H": Verdict.HOLD,
}
CELLS = [
    (sender, dmarc, held, copied, VERDICTS[TABLE[sender][dmarc][place]])
    for sender, dmarc, (place, held), copied in itertools.product(
        TABLE, ("pass", "fail", "none"), enumerate(HELD), (0, 1)
    )
]


def test_the_matrix_is_whole():
    assert len(CELLS) == 144


@pytest.mark.parametrize(("sender", "dmarc", "held", "copied", "expected"), CELLS)
def test_row_2_each_cell_of_the_matrix(sender, dmarc, held, copied, expected):
    verdict = decide(sender, HELD[held], dmarc)
    assert verdict is expected
    lets_copied_in = may_copy(verdict, dmarc) and copied
    assert bool(lets_copied_in) == bool(
        copied and (expected is Verdict.JOIN or (expected is Verdict.NEW and dmarc == "pass"))
    )


@pytest.mark.parametrize("dmarc", ["pass", "fail", "none"])
def test_the_id_of_an_earlier_mail_joins_only_a_participant_who_is_proved(dmarc):
    expected = Verdict.JOIN if dmarc == "pass" else Verdict.NEW_LINKED
    assert decide(Sender.PARTICIPANT, Key.MAIL_ID, dmarc) is expected
    assert decide(Sender.STRANGER, Key.MAIL_ID, dmarc) is Verdict.NEW_LINKED
    assert decide(Sender.AGENT, Key.MAIL_ID, dmarc) is Verdict.NEW_LINKED


def test_an_address_and_an_id_lead_back_to_their_thread():
    address, message_id = threading.reply_address(THREAD), threading.message_id(THREAD, 5)
    assert threading.read_reply_address(address.upper()) == THREAD
    assert threading.read_message_id(f"<{message_id}>") == THREAD
    assert len(address.partition("@")[0]) <= 64


def test_one_kind_of_id_is_not_good_for_the_other():
    address, message_id = threading.reply_address(THREAD), threading.message_id(THREAD, 5)
    assert threading.read_message_id("m." + address[2:]) is None
    assert threading.read_reply_address("r-" + message_id[2:]) is None


def test_row_3_every_flipped_letter_is_refused_on_every_path():
    for made, read in (
        (threading.reply_address(THREAD), threading.read_reply_address),
        (threading.message_id(THREAD, 5), threading.read_message_id),
    ):
        end = made.index("@")
        for place in range(2, end):
            for letter in string.ascii_lowercase + "234567":
                if letter != made[place]:
                    assert read(made[:place] + letter + made[place + 1 :]) is None


def test_another_tenants_token_is_no_token_here():
    assert threading.find((threading.reply_address(THREAD),), (), tenant=5) is None
    assert threading.find((), (threading.message_id(THREAD, 5),), tenant=4) == THREAD


@pytest.mark.parametrize(
    ("subject", "number"),
    [("Re: [ACME-12] x", 12), ("acme-7", 7), ("[#31] x", 31), ("Invoice #12", None), ("ACMEX-3", None), ("GLOBEX-3", None)],  # noqa: E501
)  # fmt: skip
def test_a_number_is_a_hint_only_in_our_own_spelling(subject, number):
    assert threading.claimed_number(subject, prefix="ACME") == number


def test_row_3_only_one_module_resolves_a_thread():
    """Whoever else reads tokens would be a second path to guard; the list of callers is kept here on purpose."""
    from pathlib import Path

    root = Path(threading.__file__).resolve().parents[3]
    names = ("read_reply_address(", "read_message_id(", "threading.find(")
    callers = {
        str(path.relative_to(root))
        for app in ("helpdesk", "tickets", "sla", "knowledge", "metrics")
        for path in (root / app).rglob("*.py")
        if any(name in path.read_text() for name in names)
    }
    assert callers == {
        "tickets/channels/belonging.py",
        "tickets/channels/email/directory.py",
        "tickets/channels/email/threading.py",
        "tickets/side_conversations.py",
    }
