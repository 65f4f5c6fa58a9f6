"""The one place where an outgoing mail is put together."""

import mimetypes
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from helpdesk.base.html import html_to_text
from helpdesk.base.idn import to_ascii

LOOP_HEADER = "X-Helpdesk-Loop"
_REFERENCES = 20
# Line ends of any alphabet: U+2028 and U+0085 end a header in some readers too.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]")


# What a program reads word by word. The library would cut a word beyond 78 letters into encoded pieces, which no
# program takes for an id: answers to Outlook, whose ids are that long, would not thread.
_OF_WORDS = frozenset(["message-id", "in-reply-to", "references", "list-unsubscribe", "list-unsubscribe-post"])


class _Policy(EmailPolicy):
    """The library's way to write mail, but lines of ids end only between them."""

    def fold(self, name: str, value: str) -> str:
        return _between_words(name, value) if name.lower() in _OF_WORDS else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in _OF_WORDS:
            return _between_words(name, value).encode("utf-8" if self.utf8 else "ascii", "surrogateescape")
        return super().fold_binary(name, value)


def _between_words(name: str, value: str) -> str:
    return f"{name}: " + "\r\n ".join(str(value).split()) + "\r\n"


# 76: the longest line of quoted-printable (RFC 2045), which the library takes from here too.
_SMTP = _Policy(linesep="\r\n", max_line_length=76)


class BadHeader(ValueError):
    """A value that would break out of its header field; the message names the field."""


@dataclass(frozen=True)
class MailFile:
    """A file to send; one with a content id is shown inside the HTML."""

    filename: str
    content: bytes
    content_type: str = "application/octet-stream"
    content_id: str = ""


@dataclass(frozen=True)
class Draft:
    """All that one outgoing mail consists of. Addresses are (name, address) pairs, ids come without brackets."""

    sender: tuple[str, str]
    to: Sequence[tuple[str, str]]
    subject: str
    message_id: str
    date: datetime
    text: str = ""
    html: str = ""
    cc: Sequence[tuple[str, str]] = ()
    reply_to: tuple[str, str] | None = None
    in_reply_to: str = ""
    references: Sequence[str] = ()
    files: Sequence[MailFile] = ()
    is_automatic: bool = False
    unsubscribe: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


def build(draft: Draft) -> EmailMessage:
    """Return the mail, ready for the wire. Raises BadHeader, naming the field, for a value no header may hold."""
    # An address whose local part has other letters than English ones exists in raw UTF-8 only (RFC 6532).
    is_international = not all(_is_plain(address) for _, address in _everybody(draft))
    message = EmailMessage(policy=_SMTP.clone(utf8=is_international))
    for name, value in _fields(draft):
        message[name] = value
    text = draft.text or html_to_text(draft.html)
    message.set_content(text.replace("\x00", ""), cte="quoted-printable")
    if draft.html:
        message.add_alternative(draft.html.replace("\x00", ""), subtype="html", cte="quoted-printable")
        _add_inline(message, [file for file in draft.files if file.content_id])
    for file in draft.files:
        if not (file.content_id and draft.html):
            _attach(message, file)
    return message


def on_one_line(draft: Draft) -> Draft:
    """The draft with what people typed, names and subject, fit for a header: a line end there must stop no mail."""
    return replace(
        draft,
        subject=_one_line(draft.subject),
        sender=_named(draft.sender),
        to=[_named(each) for each in draft.to],
        cc=[_named(each) for each in draft.cc],
        reply_to=_named(draft.reply_to) if draft.reply_to else None,
    )


def _named(person: tuple[str, str]) -> tuple[str, str]:
    return _one_line(person[0]), person[1]


def _one_line(typed: str) -> str:
    return " ".join(_FORBIDDEN.sub(" ", typed).split())


def _everybody(draft: Draft) -> list[tuple[str, str]]:
    return [draft.sender, *draft.to, *draft.cc, *([draft.reply_to] if draft.reply_to else [])]


def _is_plain(address: str) -> bool:
    return address.rpartition("@")[0].isascii()


def _fields(draft: Draft) -> Iterable[tuple[str, object]]:
    yield "From", _addresses("From", [draft.sender])
    yield "To", _addresses("To", draft.to)
    if draft.cc:
        yield "Cc", _addresses("Cc", draft.cc)
    if draft.reply_to:
        yield "Reply-To", _addresses("Reply-To", [draft.reply_to])
    yield "Subject", _plain("Subject", draft.subject)
    yield "Date", format_datetime(draft.date)
    yield "Message-ID", _id("Message-ID", draft.message_id)
    if draft.in_reply_to:
        yield "In-Reply-To", _id("In-Reply-To", draft.in_reply_to)
    if draft.references:
        yield "References", " ".join(_id("References", value) for value in _bounded(draft.references))
    yield from _automatic(draft) if draft.is_automatic else ()
    if draft.unsubscribe:
        yield "List-Unsubscribe", f"<{_token('List-Unsubscribe', draft.unsubscribe)}>"
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"  # RFC 8058: a POST there needs no page
    for name, value in draft.extra.items():
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", name):
            raise BadHeader(f"{name!r} is no name of a header field")
        yield name, _plain(name, value)


def _automatic(draft: Draft) -> Iterable[tuple[str, str]]:
    """What tells other machines not to answer (RFC 3834, and Exchange's own wish)."""
    yield "Auto-Submitted", "auto-replied" if draft.in_reply_to else "auto-generated"
    yield "X-Auto-Response-Suppress", "All"
    yield "Precedence", "bulk"
    yield LOOP_HEADER, _token(LOOP_HEADER, draft.message_id.rpartition("@")[2])


def _bounded(references: Sequence[str]) -> list[str]:
    """Keep the first id, which names the thread, and the last ones: some servers refuse long fields."""
    unique = list(dict.fromkeys(references))
    return unique if len(unique) <= _REFERENCES else [unique[0], *unique[-_REFERENCES + 1 :]]


def _addresses(field_name: str, pairs: Sequence[tuple[str, str]]) -> list[Address]:
    return [_address(field_name, name, address) for name, address in pairs]


def _address(field_name: str, name: str, address: str) -> Address:
    local, at, domain = _token(field_name, address).rpartition("@")
    if not at or not local or not domain:
        raise BadHeader(f"{field_name}: {address!r} is no address")
    try:
        domain = domain if domain.isascii() else to_ascii(domain)
        return Address(display_name=_plain(field_name, name), username=local, domain=domain)
    except (ValueError, UnicodeError) as error:
        raise BadHeader(f"{field_name}: {address!r} is no address") from error


def _plain(field_name: str, value: str) -> str:
    if _FORBIDDEN.search(value):
        raise BadHeader(f"{field_name} holds a line end or control character")
    # The library decodes encoded words that people type, line ends inside them included: they must not look like any.
    return value.encode("utf-8", "replace").decode().replace("=?", "= ?")


def _token(field_name: str, value: str) -> str:
    """Return a value that must be one word: an id or an address."""
    if not value or not value.isprintable() or re.search(r"[\s<>,;\"()]|=\?", value):
        raise BadHeader(f"{field_name}: {value!r} is not one word")
    return _plain(field_name, value)


def _id(field_name: str, value: str) -> str:
    return f"<{_token(field_name, value)}>"


def _add_inline(message: EmailMessage, files: list[MailFile]) -> None:
    html = list(message.iter_parts())[-1]
    for file in files:
        main, sub = _type(file)
        html.add_related(
            file.content, main, sub, cid=_id("Content-ID", file.content_id), filename=_name(file), disposition="inline"
        )


def _attach(message: EmailMessage, file: MailFile) -> None:
    main, sub = _type(file)
    if main in ("text", "message", "multipart"):
        # As opaque bytes: re-encoding an attached text or mail would change what the person gets.
        main, sub = "application", "octet-stream"
    message.add_attachment(file.content, main, sub, filename=_name(file))


def _type(file: MailFile) -> tuple[str, str]:
    guess = file.content_type or mimetypes.guess_type(file.filename)[0] or ""
    main, slash, sub = guess.partition("/")
    valid = slash and re.fullmatch(r"[\w.+-]+", main) and re.fullmatch(r"[\w.+-]+", sub)
    return (main, sub) if valid else ("application", "octet-stream")


def _name(file: MailFile) -> str:
    return _FORBIDDEN.sub("", file.filename).replace("=?", "= ?").strip() or "attachment"
