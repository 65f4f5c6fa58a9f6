"""Mail that an administrator brings along as files: kept and placed like any other, and answered by no machine."""

import re
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.tenancy.context import current_tenant_id
from tickets.channels.email import rawmail
from tickets.channels.email.headers import read_block
from tickets.channels.email.rawmail import Envelope
from tickets.channels.email.structure import split_head, without_envelope
from tickets.events import MAIL_IMPORTED
from tickets.models import Mailbox, RawMail

MOST_MAILS = 2_000
_BETWEEN = re.compile(rb"(?:\A|\r?\n\r?\n)(?=From [^\r\n]*\d\d:\d\d)")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)


class ImportRefused(ValueError):
    """Nothing was imported; the text says which file is wrong and why."""


def take_in(files: list[tuple[str, bytes]], mailbox: Mailbox, *, by: Actor) -> list[int]:
    """Keep the mails of these files, each once; returns the ids of those that are new. Raises ImportRefused."""
    mails = [mail for name, content in files for mail in _mails(name, content)]
    if len(mails) > MOST_MAILS:
        raise ImportRefused(_("These are %(count)s mails. Import at most %(most)s at once.")
                            % {"count": len(mails), "most": MOST_MAILS})  # fmt: skip
    envelope = Envelope("", (mailbox.address,), RawMail.UPLOADED)
    stored = [rawmail.store(current_tenant_id(), mail, envelope, mailbox_id=mailbox.pk) for mail in mails]
    new = [raw_id for raw_id, is_new in stored if is_new]
    record(MAIL_IMPORTED, mailbox, by=by, address=mailbox.address, count=len(new), known=len(stored) - len(new))
    return new


def _mails(name: str, content: bytes) -> Iterator[bytes]:
    pieces = list(split_mbox(content)) if content.startswith(b"From ") else [content]
    for number, mail in enumerate(pieces, 1):
        where = {"file": name, "number": number}
        if len(mail) > settings.MAIL_SIZE_LIMIT_BYTES:
            raise ImportRefused(_("%(file)s: mail %(number)s is larger than mail may be here.") % where)
        if not _is_mail(mail):
            raise ImportRefused(_("%(file)s: mail %(number)s is no mail: it has neither sender nor subject.") % where)
        yield mail


def split_mbox(content: bytes) -> Iterator[bytes]:
    """Yield the mails of an mbox file, without the lines between them and with what they escaped put right."""
    starts = [match.end() for match in _BETWEEN.finditer(content)]
    for start, end in zip(starts, [*starts[1:], len(content)], strict=True):
        mail = content[start:end].partition(b"\n")[2].rstrip(b"\r\n") + b"\n"
        yield _ESCAPED.sub(rb"\1", mail)


def _is_mail(mail: bytes) -> bool:
    head = split_head(without_envelope(mail))[0]
    fields = read_block(head[:200_000])
    return bool(fields.raw("from") or fields.raw("subject"))
