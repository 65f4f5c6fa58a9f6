"""Who a mail is from and to: addresses out of fields that follow no grammar, and which addresses are our own."""

import re
import unicodedata
from collections.abc import Iterable

from helpdesk.base.idn import to_ascii
from tickets.channels.base import Address

from . import caps
from .charsets import decode
from .headers import decode_words

_EMAIL = re.compile(r"[^\s<>()\[\]:;,\"@]{1,64}@[^\s<>()\[\]:;,\"@]{1,253}")
_UNSEEN = re.compile(r"[\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def read_addresses(field: bytes) -> tuple[Address, ...]:
    """Return the addresses of a From, To, Cc or Reply-To field, in order, each once. Raises OverCap beyond 500."""
    text = re.sub(r"[\r\n]+[ \t]*", " ", decode(field))
    found: dict[str, Address] = {}
    for name, email in _mailboxes(text):
        address = normalise(email)
        if address:
            found.setdefault(address, Address(address, _clean_name(name, email)))
        if len(found) > caps.ADDRESSES:
            raise caps.OverCap(f"more than {caps.ADDRESSES} addresses in one field")
    return tuple(found.values())


def normalise(email: str) -> str:
    """Return an address as we store and compare it (lower case, NFC, domain as IDNA), or "" for what is none."""
    match = _EMAIL.search(unicodedata.normalize("NFC", decode_words(_UNSEEN.sub("", email))))
    if match is None:
        return ""
    local, _, domain = match.group().strip("'.").lower().rpartition("@")
    try:
        domain = domain.strip(".") if domain.isascii() else to_ascii(domain.strip("."))
    except UnicodeError:
        return ""
    return f"{local.strip(chr(39))}@{domain}" if local and re.fullmatch(r"[a-z0-9_.-]+", domain) else ""


def without_tag(email: str) -> str:
    """Return the address a plus-address is delivered to: ada+shop@acme.test is ada@acme.test."""
    local, _, domain = normalise(email).rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}" if local else ""


def is_own(email: str, own: Iterable[str], *, reply_domain: str) -> bool:
    """Say whether mail to this address comes back to us, so that it can be neither requester nor copied (row 8)."""
    address = normalise(email)
    if not address:
        return False
    domain = address.rpartition("@")[2]
    if domain == reply_domain.lower():
        return True
    mailboxes = {without_tag(mailbox) for mailbox in own}
    return without_tag(address) in mailboxes


def _clean_name(name: str, email: str) -> str:
    name = re.sub(r"\\([\"\\])", r"\1", name.strip().removeprefix('"').removesuffix('"')) if '"' in name else name
    name = _UNSEEN.sub("", decode_words(name))
    name = re.sub(r"\s+", " ", name).strip().strip("\"'").strip()
    return "" if normalise(name) == normalise(email) else name[:200]


def _mailboxes(text: str) -> Iterable[tuple[str, str]]:
    """Yield (name, address) pairs; separators inside quotes, comments and angle brackets do not count."""
    start = 0
    for end in _separators(text):
        piece = text[start:end]
        start = end + 1
        yield from _mailbox(piece)


def _separators(text: str) -> Iterable[int]:
    quoted, depth, angle = False, 0, False
    closing_quotes_left = text.count('"')
    position = 0
    while position < len(text):
        letter = text[position]
        if letter == '"':
            closing_quotes_left -= 1
            quoted = not quoted and closing_quotes_left > 0
        elif quoted:
            position += letter == "\\"
        elif letter == "(":
            depth += 1
        elif letter == ")":
            depth = max(0, depth - 1)
        elif letter in "<>":
            angle = letter == "<"
            depth = 0
        elif letter in ",;" and not depth and not angle:
            yield position
        position += 1
    yield len(text)


def _mailbox(piece: str) -> Iterable[tuple[str, str]]:
    name, bracket, rest = piece.rpartition("<")
    if bracket:
        yield _without_group(name), rest.partition(">")[0]
        return
    comment = re.search(r"\(([^()]*)\)", piece)
    bare = re.sub(r"\([^()]*\)", " ", piece)
    match = _EMAIL.search(decode_words(bare))
    if match:
        yield (comment[1] if comment else ""), match.group()


def _without_group(name: str) -> str:
    """Drop the group's own name from its first member: `Friends: Ada <ada@…>`."""
    before, colon, after = name.partition(":")
    return after if colon and '"' not in before else name
