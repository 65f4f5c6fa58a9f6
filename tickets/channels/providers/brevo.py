"""Mail that Brevo brings: its words come with the call, its files are fetched with an API key of the company's.

Nobody fetches while Brevo waits for an answer: the mail is kept with a sealed note where each file belongs, and a
worker puts the files there before the mail is read.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from email.message import Message
from urllib.parse import quote

from anymail.inbound import AnymailInboundMessage
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from helpdesk.base import http
from helpdesk.tenancy import storage
from helpdesk.tenancy.context import use_tenant
from tickets.channels.providers import hooks
from tickets.models import RawMail

API = "https://api.brevo.com/v3/inbound/attachments/"
_STAYED = b"This file stayed at Brevo."
_NOTE = re.compile(rb"^helpdesk-waits:([0-9a-f]{64}):([\w=-]{1,4000})\r?$", re.MULTILINE)
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")


class NotFetched(Exception):
    """A file could not be had; the text says why."""


def message_of(item: dict) -> Message:
    """Words and files of one mail of a call, a note in the place of each file."""
    files = [_with_note(told) for told in item.get("Attachments") or ()]
    words = {"text": item.get("RawTextBody"), "html": item.get("RawHtmlBody")}
    return AnymailInboundMessage.construct(**words, attachments=files)


def completed(tenant_id: int, raw_id: int, raw: bytes) -> bytes:
    """The stored mail with its files in place; one that waits for none comes back as it is. Raises NotFetched. Never
    inside a transaction."""
    tokens = [token for _note, token in _notes(raw)]
    if not tokens:
        return raw
    with use_tenant(tenant_id):
        key = _key(RawMail.objects.select_related("mailbox").get(pk=raw_id))
    files = _fetched(tokens, key)
    whole = _filled(raw, files.__getitem__)
    with use_tenant(tenant_id):
        # Nothing names the bytes with the notes any more: the cleaner takes them (tickets/orphans.py).
        told = {"size_bytes": len(whole), "digest": hashlib.sha256(whole).hexdigest()}
        RawMail.objects.filter(pk=raw_id).update(storage_key=storage.keep("raw", whole), **told)
    return whole


def without_files(raw: bytes) -> bytes:
    """The mail as a person makes a ticket of it although its files cannot be had: each says so itself."""
    return _filled(raw, lambda _token: _STAYED)


def _with_note(told: dict) -> Message:
    kind = str(told.get("ContentType") or "")
    part = AnymailInboundMessage.construct_attachment(
        "application/octet-stream",
        _note(told["DownloadToken"]),
        filename=str(told.get("Name") or "")[:255] or None,
        content_id=told.get("ContentID") or None,
    )
    if _TYPE.fullmatch(kind):
        part.set_type(kind)
    part["Content-Transfer-Encoding"] = "base64"
    return part


def _note(token: str) -> str:
    word = base64.urlsafe_b64encode(token.encode()).decode()
    return f"helpdesk-waits:{_seal(word)}:{word}"


def _seal(word: str) -> str:
    return salted_hmac("mail/brevo-file", word, algorithm="sha256").hexdigest()


def _notes(raw: bytes) -> Iterator[tuple[re.Match, str]]:
    """Our own notes and the token of each: what a sender wrote that looks like one is not sealed."""
    for note in _NOTE.finditer(raw):
        word = note[2].decode()
        if constant_time_compare(note[1].decode(), _seal(word)):
            yield note, base64.urlsafe_b64decode(word).decode()


def _filled(raw: bytes, file: Callable[[str], bytes]) -> bytes:
    pieces, at = [], 0
    for note, token in _notes(raw):
        pieces += [raw[at : note.start()], base64.encodebytes(file(token))]
        at = note.end()
    return b"".join([*pieces, raw[at:]])


def _key(row: RawMail) -> str:
    key = hooks.key_of(row.mailbox) if row.mailbox and row.mailbox.provider == "brevo" else ""
    if not key:
        raise NotFetched("its files are at Brevo, and the mailbox has no API key of Brevo's")
    return key


def _fetched(tokens: Iterable[str], key: str) -> dict[str, bytes]:
    room, files = settings.MAIL_SIZE_LIMIT_BYTES, {}
    for token in tokens:
        try:
            answer = http.get(API + quote(token, safe=""), {"api-key": key}, most_bytes=room + 1)
        except (http.NoAnswer, http.AddressRefused) as error:
            raise NotFetched(f"a file could not be fetched from Brevo: {error}") from error
        if answer.status != 200:
            raise NotFetched(f"a file could not be fetched from Brevo: it answers {answer.status}")
        files[token] = answer.body
        room -= len(answer.body)
        if room < 0:
            raise NotFetched("its files are larger than a mail may be")
    return files
