"""The mails that the embedded stack sent, as its catcher kept them. Shown in development only."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from helpdesk.ui.csp import SEALED, header

NAME = re.compile(r"(\d{8}T\d{6})\.\d+Z-[0-9a-f]+")
MOST_SHOWN = 200


@dataclass(frozen=True)
class CaughtMail:
    name: str
    caught_at: datetime
    sender: str
    recipients: str
    subject: str


def in_development(view):
    """There is no outbox in production: mails there belong to the people they were sent to."""

    @wraps(view)
    def shown(request, *args, **kwargs):
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return shown


@in_development
def index(request):
    files = sorted(_folder().glob("*.eml"), reverse=True)[:MOST_SHOWN]
    mails = [_summary(path, message_from_bytes(path.read_bytes())) for path in files]
    return render(request, "demo/outbox.html", {"mails": mails, "title": _("Outbox")})


@in_development
def show(request, name):
    message = _read(name)
    texts = [part for part in message.walk() if part.get_content_type() == "text/plain" and not part.get_filename()]
    context = {
        "mail": _summary(_path(name), message),
        "headers": [(key, _plain(value)) for key, value in message.items()],
        "text": _text(texts[0]) if texts else "",
        "has_page": any(part.get_content_type() == "text/html" for part in message.walk()),
        "files": [part.get_filename() for part in message.walk() if part.get_filename()],
        "title": _plain(message.get("Subject", "")),
    }
    return render(request, "demo/mail.html", context)


@in_development
def page(request, name):
    """The mail's own HTML, sealed: nothing in it runs or loads."""
    pages = [part for part in _read(name).walk() if part.get_content_type() == "text/html"]
    response = HttpResponse(_text(pages[0]) if pages else "")
    response["Content-Security-Policy"] = header(SEALED, "")
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@in_development
def source(request, name):
    return HttpResponse(_path(name).read_bytes(), content_type="text/plain; charset=utf-8")


def _folder() -> Path:
    return settings.HELPDESK_HOME / "outbox"


def _path(name: str) -> Path:
    path = _folder() / f"{name}.eml"
    if not NAME.fullmatch(name) or not path.exists():
        raise Http404
    return path


def _read(name: str) -> Message:
    return message_from_bytes(_path(name).read_bytes())


def _summary(path: Path, message: Message) -> CaughtMail:
    caught = datetime.strptime(NAME.fullmatch(path.stem)[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    return CaughtMail(
        name=path.stem,
        caught_at=caught,
        sender=_plain(message.get("From", "")),
        recipients=message.get("X-Envelope-To", ""),
        subject=_plain(message.get("Subject", "")) or _("(no subject)"),
    )


def _plain(value) -> str:
    return str(make_header(decode_header(str(value))))


def _text(part: Message) -> str:
    return part.get_payload(decode=True).decode(part.get_content_charset() or "utf-8", "replace")
