"""A message as pages show it: everything in words, so that a template only writes it down."""

from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Agent
from helpdesk.ui.templatetags.ui import hue, initials, when
from tickets import plain_html, remote_images
from tickets.channels.email.directory import own_addresses
from tickets.models import Attachment, Message, Ticket
from tickets.numbering import reference
from tickets.web import enclosed, sender_checks


@dataclass
class Said:
    id: str
    kind: str
    author: str
    initials: str
    hue: str
    is_note: bool
    words: str
    is_automatic: bool
    check: str
    doubts: list
    at: str
    body: str
    quoted: str
    files: list
    original_href: str
    seal: str
    seal_note: str
    invitation: list
    origin: str
    pictures: str
    side: str
    side_id: str
    copied: str


@dataclass(frozen=True)
class Beside:
    """What is read once for all messages of a page: their files, where they came from, whose pictures are shown, and
    which of the addresses they went to are ours."""

    files: dict
    origins: dict
    trusted: set[int]
    asked: set[int]
    own: set[str]


def read_beside(messages: list[Message], agent: Agent, images_of=()) -> Beside:
    """Read it in a fixed number of questions, however many messages there are."""
    trusted = remote_images.trusted(messages, agent)
    return Beside(_files_of(messages), _origins_of(messages, agent), trusted, set(images_of), _ours_among(messages))


def _files_of(messages):
    found = Attachment.objects.filter(message_id__in=[m.pk for m in messages]).order_by("id")
    return {
        key: list(group) for key, group in groupby(sorted(found, key=lambda f: f.message_id), lambda f: f.message_id)
    }


def _origins_of(messages, agent):
    """How people call the tickets that messages came from when these were merged into this one, where one sees them."""
    wanted = {message.origin_id for message in messages if message.origin_id}
    seen = Ticket.objects.visible_to(agent).filter(pk__in=wanted).only("number") if wanted else ()
    return {one.pk: _("from %s") % reference(one) for one in seen}


def _ours_among(messages):
    copied = [row["address"] for message in messages if message.is_from_customer for row in message.cc]
    return own_addresses(copied, reply_domain=settings.REPLY_DOMAIN) if copied else set()


def in_words(message: Message, beside: Beside) -> Said:
    files = beside.files.get(message.pk, [])
    inline = {f.content_id: f"/desk/attachments/{f.pk}/inline/" for f in files if f.content_id and f.is_picture}
    html, pictures = _with_pictures(message, beside)
    body = plain_html.simple(html, inline) if html else plain_html.from_text(message.text)
    shown = [f for f in files if not f.is_among_words]
    seal, seal_note = enclosed.seal(message.enclosed)
    has_original = message.html and message.is_from_customer
    return Said(
        id=SafeString(message.pk),
        kind=SafeString(message.kind),
        author=message.author_name,
        initials=initials(message.author_name),
        hue=SafeString(hue(message.author_contact_id or message.author_agent_id or message.author_name)),
        is_note=message.is_note,
        words=whence_or_where(message, beside.own),
        is_automatic=bool(message.machine),
        check=sender_checks.found(message.verdict),
        doubts=sender_checks.doubts(message),
        at=when(message.created_at),
        body=mark_safe(body) if html or message.text.strip() else "",
        quoted=message.quoted_text,
        files=[_file(f) for f in shown],
        original_href=f"/desk/messages/{message.pk}/" if has_original else "",
        origin=beside.origins.get(message.origin_id, ""),
        pictures=pictures,
        seal=seal,
        seal_note=seal_note,
        invitation=enclosed.invitation(message.enclosed),
        side=message.subject if message.side_id else "",
        side_id=SafeString(message.side_id or ""),
        copied=", ".join(row["address"] for row in _copied(message, beside.own)),
    )


def _with_pictures(message: Message, beside: Beside) -> tuple[str, str]:
    """The message's HTML, and how its pictures from elsewhere stand: "" (none), "waiting", "asked" or "trusted"."""
    if "data-remote-src" not in message.html or not remote_images.addresses(message.html):
        return message.html, ""
    if message.pk in beside.asked:
        return remote_images.shown(message.html, message.pk), "asked"
    if message.is_verified and message.author_contact_id in beside.trusted:
        return remote_images.shown(message.html, message.pk), "trusted"
    return message.html, "waiting"


def _copied(message, own) -> list[dict]:
    """Whom a customer put in copy of their mail. An answer goes to them when it is proved whose mail it was, or when an
    agent says so (row 2 of the mail's security)."""
    return [row for row in message.cc if row["address"] not in own] if message.is_from_customer else []


def whence_or_where(message, own=()):
    """To whom an answer went, or how a customer's message came and who got a copy of it from them."""
    is_sent = message.kind == "agent" or (message.side_id and message.author_agent_id)
    people = ", ".join([_address_words(row) for row in [*message.to, *message.cc]]) if is_sent else ""
    unseen = ", ".join(_address_words(row) for row in message.bcc)
    if people and unseen:
        return _("to %(people)s · blind copy to %(unseen)s") % {"people": people, "unseen": unseen}
    if people:
        return _("to %(people)s") % {"people": people}
    copied = ", ".join(_address_words(row) for row in _copied(message, own))
    if copied:
        return _("%(way)s · Cc %(people)s") % {"way": _way(message), "people": copied}
    return _way(message)


def _way(message) -> str:
    if sent_by := message.enclosed.get("sent_by"):
        return _("by mail through %(address)s") % {"address": sent_by}
    return str(_ORIGINS.get((message.kind, message.channel), ""))


_ORIGINS = {
    ("customer", "email"): gettext_lazy("by mail"),
    ("customer", "portal"): gettext_lazy("in the portal"),
    ("customer", "api"): gettext_lazy("by the API"),
    ("customer", "phone"): gettext_lazy("by phone"),
    ("customer", "chat"): gettext_lazy("in the chat"),
}


def _address_words(row):
    return row if isinstance(row, str) else row.get("name") or row.get("address", "")


def _file(attachment):
    return {
        "name": attachment.filename,
        "size": attachment.size_bytes,
        "href": f"/desk/attachments/{attachment.pk}/",
        "image": f"/desk/attachments/{attachment.pk}/inline/" if attachment.has_preview else "",
        "has_pages": attachment.is_document,
    }
