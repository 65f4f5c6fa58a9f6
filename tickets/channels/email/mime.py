"""A mail read from its bytes: who, what about, the words, the quotations apart, the files.

`read` never raises: what is broken is read as far as it goes, what is absurd comes back with the reason for a review.
It runs in a child process (child.py), because hostile input may still find a slow corner that no cap foresees.
"""

import re
from dataclasses import replace
from urllib.parse import unquote

from helpdesk.base.html import TooMuchHtml, html_to_text, sanitise_mail
from tickets.channels.base import Address, File

from . import caps, enclosed, forwarded, headers, htmlquotes, machines, quotes
from .addresses import read_addresses
from .attached import REPORTS, file_of, gather
from .bounces import read_bounce
from .forwarded import Forwarded
from .headers import Headers
from .parsed import Parsed
from .sorting import Sorted, sort_parts, words_of
from .structure import Part, split_head, without_envelope

_FORWARD = re.compile(
    r"^\s*(?:fwd?|wg|tr|rv|enc|doorst|i|vs|vb|vl|pd|ilt|iltm|пересл|пер|προω|הועבר|转发|轉寄|轉發|転送|전달)\s*[:：]",
    re.IGNORECASE,
)
_KEPT_HEADERS = (
    "authentication-results", "auto-submitted", "precedence", "list-id", "list-unsubscribe", "return-path", "received-spf",  # noqa: E501
    "x-spam-flag", "x-spam-status", "x-spam-score", "importance", "x-priority", "x-mailer", "user-agent", "delivered-to",  # noqa: E501
    "x-original-to", "x-original-from", "x-auto-response-suppress", "x-loop", machines.LOOP_HEADER,
)  # fmt: skip
_BOUNDED = frozenset(("from", "to", "cc", "subject", "content-type", "reply-to"))


def read(raw: bytes, *, envelope_from: str | None = None) -> Parsed:
    """Return the mail as far as it can be read; `review` is set where a person must decide. Never raises."""
    fields = Headers(())
    try:
        raw = without_envelope(raw)
        fields = headers.read_block(split_head(raw)[0])
        return _read(raw, fields, envelope_from)
    except (caps.OverCap, TooMuchHtml) as excess:
        return _plainly(raw, fields).for_review(str(excess))
    except Exception as fault:  # noqa: BLE001 - whatever it is, the mail is kept and shown
        return _plainly(raw, fields).for_review(f"could not be read ({type(fault).__name__})")


def header_only(raw: bytes) -> Parsed:
    """Return sender, subject and id of a mail whose body must not be touched again. Never raises."""
    try:
        block = split_head(without_envelope(raw[: caps.HEADER_BLOCK_BYTES]))[0]
        return _plainly(block, headers.read_block(block))
    except Exception:  # noqa: BLE001 - the mail is kept and shown, whatever its head looks like
        return Parsed()


def _read(raw: bytes, fields: Headers, envelope_from: str | None) -> Parsed:
    if fields.oversized & _BOUNDED:
        raise caps.OverCap(f"{', '.join(sorted(fields.oversized))}: longer than {caps.HEADER_BYTES:,} bytes")
    parts = sort_parts(raw, fields)
    mail = _head(fields)
    text, html, files, brought = _gathered(parts)
    machine = machines.kind_of(_signs(parts, fields, mail, text or html, envelope_from))
    bounce = read_bounce(parts.all, text) if machine == "bounce" else None
    is_said = bool(_FORWARD.match(mail.subject))
    body = _body(text, html, files, is_forward=is_said)
    passed_on = None if machine else _passed_on(parts, text, html, files, is_said)
    return replace(mail, machine=machine, bounce=bounce, forwarded=passed_on, enclosed=brought, **body)


def _gathered(parts: Sorted) -> tuple[str, str, list[File], dict]:
    """Return text, HTML and files, and what else the mail brings. Words that Outlook packed away, or those of an
    invitation, stand in for a mail that says nothing itself."""
    text, html = words_of(parts)
    attached = gather(parts.files, html)
    if not text.strip() and not html.strip():
        text, html = attached.text, attached.html
    invitation = enclosed.invitation_of(parts.all)
    if not text.strip() and not html.strip():
        text = enclosed.in_words(invitation)
    brought = {"seal": enclosed.seal_of(parts.all, text), "invitation": invitation}
    return text, html, attached.files, {name: value for name, value in brought.items() if value}


def _passed_on(parts: Sorted, text: str, html: str, files: list[File], is_said: bool) -> Forwarded | None:
    """The original that the mail passes on; one without a sender seems to be there, and whose is unknown."""
    inside = [part for part in parts.files if part.type == "message/rfc822"]
    if len(inside) == 1 and (is_said or not text.strip()):
        return _from_file(inside[0], text)
    text = text if text.strip() else html_to_text(sanitise_mail(html))
    found = forwarded.from_text(text, is_said=is_said, split=_split)
    if found is None:
        return Forwarded() if is_said or forwarded.is_marked(text.split("\n")) else None
    below = htmlquotes.split_forward(html, is_said=is_said) if html else None
    if below is None:
        return found
    shown, folded = _safe_html(below[1], files, False)
    return replace(found, html=shown, quoted_html=folded)


def _split(text: str) -> tuple[str, str]:
    halves = quotes.split_text(text)
    return halves.shown, halves.folded


def _from_file(part: Part, above: str) -> Forwarded:
    raw = part.content()
    fields = headers.read_block(split_head(raw)[0])
    mail, (text, html, files, _brought) = _head(fields), _gathered(sort_parts(raw, fields))
    body = _body(text, html, files, is_forward=False)
    words = {name: body[name] for name in ("text", "html", "quoted_text", "quoted_html")}
    return Forwarded(mail.sender, mail.subject[:300], above=above.strip(), files=tuple(files), **words)


def _signs(parts: Sorted, fields: Headers, mail: Parsed, text: str, envelope_from: str | None) -> machines.Signs:
    types = frozenset(f"{part.type} {part.parameters.get('method', '')}".strip().lower() for part in parts.all)
    report_type = _report_type(parts, fields)
    return machines.Signs(fields, mail.sender, parts.root_type, report_type, types, text, envelope_from)


def _head(fields: Headers) -> Parsed:
    return Parsed(
        subject=fields.text("subject")[:2_000],
        sender=next(iter(read_addresses(fields.joined("from"))), Address("")),
        reply_to=read_addresses(fields.joined("reply-to")),
        to=read_addresses(fields.joined("to")),
        cc=read_addresses(fields.joined("cc")),
        date=headers.date(fields.text("date")),
        message_id=next(iter(headers.message_ids(fields.text("message-id"))), ""),
        in_reply_to=headers.message_ids(fields.text("in-reply-to")),
        references=headers.message_ids(fields.text("references")),
        headers={name: list(fields.all(name)) for name in _KEPT_HEADERS if fields.raw(name)},
    )


def _body(text: str, html: str, files: list[File], *, is_forward: bool) -> dict[str, object]:
    defects = ()
    if len(text) > caps.TEXT_CHARACTERS:
        files.append(file_of("message.txt", "text/plain", text.encode()))
        text, defects = text[: caps.TEXT_CHARACTERS], ("text cut, whole text attached",)
    html, quoted_html = _safe_html(html, files, is_forward)
    own = quotes.split_text(text, is_forward=is_forward)
    if html and (not text.strip() or (quoted_html and not own.folded)):
        # The mark-up shows more than the words do: Outlook marks its quotations nowhere else.
        own = quotes.Split(html_to_text(html), html_to_text(quoted_html))
    return {
        "text": own.shown,
        "quoted_text": own.folded,
        "html": html,
        "quoted_html": quoted_html,
        "files": tuple(files),
        "defects": defects,
    }


def _safe_html(html: str, files: list[File], is_forward: bool) -> tuple[str, str]:
    if not html:
        return "", ""
    known = {file.content_id for file in files if file.content_id}

    def inline(content_id: str) -> str | None:
        # The id stays in the text: each page that shows it knows where its own reader may fetch the picture.
        names = (name for name in (content_id, unquote(content_id)) if name in known)
        return next((f"cid:{name}" for name in names), None)

    shown, folded = htmlquotes.split_html(html, is_forward=is_forward)
    return sanitise_mail(shown, inline_image=inline), sanitise_mail(folded, inline_image=inline) if folded else ""


def _report_type(parts: Sorted, fields: Headers) -> str:
    for part in parts.all:
        if part.type in REPORTS:
            return part.type.removeprefix("message/")
    return headers.parameters(fields.raw("content-type"))[1].get("report-type", "").lower()


def _plainly(raw: bytes, fields: Headers) -> Parsed:
    """Return what needs no understanding: header fields and the body's text as it stands."""
    body = split_head(raw)[1][:200_000]
    text = re.sub(r"<[^<>]{0,2000}>", " ", headers.decode(body)) if b"<" in body else headers.decode(body)
    try:
        sender = next(iter(read_addresses(fields.raw("from")[:2_000])), Address(""))
    except caps.OverCap:
        sender = Address("")
    return Parsed(
        subject=fields.text("subject")[:2_000],
        sender=sender,
        message_id=next(iter(headers.message_ids(fields.text("message-id"))), ""),
        text=text[: caps.TEXT_CHARACTERS],
    )
