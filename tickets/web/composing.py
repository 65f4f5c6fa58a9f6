"""The composer: what stands in it, and reading what it sends."""

from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from helpdesk.accounts.permissions import allow
from helpdesk.base import clock
from helpdesk.tenancy.keeping import kept
from tickets import answer_parts, attachments, contacts, drafts, plain_html, recipients
from tickets.channels.email.directory import own_addresses
from tickets.conversation import Words
from tickets.models import Message, Status, StatusCategory
from tickets.web import later

MOST_COPIES = 20  # more than one means; who got into copy by writing is not counted
MOST_KEPT = 200


class WrongCopies(ValueError):
    """Addresses in the copy field that cannot be written to; the message names them."""


@dataclass
class Typed:
    """What stands in the composer now: from a form that came back, from a draft, or nothing yet."""

    kind: str = "reply"
    text: str = ""
    html: str = ""
    cc: str | None = None
    bcc: str = ""
    files: list = field(default_factory=list)
    saved_at: object = None


def values(request, ticket) -> dict:
    """What the composer's template shows: the newest draft, and beside it what waits in the other kind."""
    may_reply = allow(request.agent, "ticket.reply") and not ticket.is_closed
    kept = drafts.drafts_of(ticket, request.agent)
    going = kept.pop("reply") if "reply" in kept and kept["reply"].send_at else None
    may_reply = may_reply and going is None
    newest = max(kept.values(), key=lambda draft: draft.updated_at, default=None)
    kind = newest.kind if newest and (may_reply or newest.kind == "note") else ("reply" if may_reply else "note")
    other = kept.get("note" if kind == "reply" else "reply")
    requester, copied = recipients.people_of(ticket)
    in_copy = ", ".join(person["address"] for person in copied)
    return {
        "typed": _from_draft(kept[kind], copied) if kind in kept else Typed(kind=kind, cc=in_copy),
        "drawn_at": clock.now().isoformat(),
        "largest_bytes": attachments.LARGEST_BYTES,
        "largest_mb": attachments.LARGEST_BYTES // (1024 * 1024),
        "largest_picture_bytes": attachments.LARGEST_AMONG_WORDS_BYTES,
        "in_copy": in_copy,
        "other": _from_draft(other, copied) if other else None,
        "may_reply": may_reply,
        "scheduled": going if going and not going.is_held else None,
        "held": _held(going) if going and going.is_held else None,
        "later": later.offers() if may_reply else [],
        "requester_addresses": requester,
        "statuses": _statuses(request.agent),
        "parts": answer_parts.controls(ticket, kept["reply"].parts if "reply" in kept else {}) if may_reply else [],
    }


def _held(draft) -> dict:
    """An answer in the seconds in which it can be taken back."""
    left = (draft.send_at - clock.now()).total_seconds()
    files = draft.attachments.filter(is_inline=False).count()
    return {"body": mark_safe(plain_html.simple(draft.html, {})), "seconds": max(1, ceil(left)), "files": files}


def _from_draft(draft, copied) -> Typed:
    late = [person["address"] for person in copied if person["since"] > draft.updated_at]
    return Typed(
        kind=draft.kind,
        text=draft.text,
        html=draft.html,
        cc=", ".join(dict.fromkeys([*draft.cc, *late])),
        bcc=", ".join(draft.bcc),
        files=list(draft.attachments.all()),
        saved_at=draft.updated_at,
    )


def _statuses(agent):
    """Statuses an answer can set: the waiting ones and the solved ones."""
    if not allow(agent, "ticket.resolve"):
        return []
    offered = (StatusCategory.PENDING, StatusCategory.ON_HOLD, StatusCategory.RESOLVED)
    usable = Status.objects.usable
    return kept(Status, "offered with an answer", lambda: list(usable().filter(category__in=offered).in_order()))


def kind_of(request) -> str:
    """Whether a note is being written or an answer."""
    return "note" if request.POST.get("kind") == "note" else "reply"


def typed_in(request, ticket) -> Typed:
    """What the form brought, as it was typed."""
    ids = [int(value) for value in request.POST.getlist("attachment") if value.isdecimal()]
    kind, html = kind_of(request), request.POST.get("html", "")
    return Typed(
        kind=kind,
        text=request.POST.get("text", "").replace("\r\n", "\n"),
        html=html,
        cc=request.POST.get("cc"),
        bcc=request.POST.get("bcc", ""),
        files=drafts.files_to_send(ticket, request.agent, kind, ids, html),
    )


def words(typed: Typed) -> Words:
    return Words.typed(typed.html, is_html=True) if typed.html.strip() else Words.typed(typed.text)


def people(request, ticket, typed: Typed) -> dict:
    """Who gets the answer besides the requester, as `answering.answer` takes it. Raises WrongCopies."""
    chosen = None if typed.cc is None else _with_late_comers(request, ticket, copies(typed.cc, ticket))
    return {"copies": chosen, "blind": copies(typed.bcc)}


def beside_words(request, ticket, kind: str) -> dict:
    """What a draft keeps besides its words: to whom (without an address that is only half there), and the parts chosen.
    Nothing of a note."""
    if kind == "note":
        return {}
    said = request.POST.get("cc")
    chosen = None if said is None else _with_late_comers(request, ticket, _finished(said))
    people = {"cc": chosen, "bcc": _finished(request.POST.get("bcc", ""))}
    return people | {"parts": answer_parts.typed_in(request.POST)}


def _with_late_comers(request, ticket, addresses: list[str]) -> list[str]:
    since = drawn_at(request)
    return recipients.with_late_comers(addresses, ticket, since) if since else addresses


def drawn_at(request) -> datetime | None:
    """When the composer was drawn that sends this; None where it does not say."""
    try:
        said = parse_datetime(request.POST.get("drawn_at", ""))
    except ValueError:
        return None
    return said if said and said.tzinfo else None


def was_said(request, ticket, typed: Typed) -> bool:
    """Whether these words left this very composer before: the answer that said so did not reach the page."""
    kind = Message.Kind.NOTE if typed.kind == "note" else Message.Kind.AGENT
    mine = Message.objects.filter(ticket=ticket, author_agent=request.agent, kind=kind)
    return repeats(request, words(typed), mine)


def repeats(request, said: Words, messages: QuerySet[Message]) -> bool:
    """Whether one of the messages has these words, a signature below them or not, and is newer than the page that
    sends them once more."""
    since = drawn_at(request)
    if since is None or not said.text:
        return False
    texts = messages.filter(created_at__gte=since).values_list("text", flat=True)
    return any(text == said.text or text.startswith(f"{said.text}\n") for text in texts)


def keep_uploads(request, ticket, typed: Typed) -> str:
    """Keep the files of a message that was not sent, so that nobody chooses them again; returns which were refused."""
    refused = []
    for upload in request.FILES.getlist("files")[: attachments.MOST_FILES]:
        try:
            typed.files.append(drafts.attach(ticket, request.agent, typed.kind, upload))
        except attachments.FileRefused as error:
            refused.append(str(error))
    return " ".join(refused)


def copies(text: str, ticket=None) -> list[str]:
    """Addresses of a copy field. Raises WrongCopies naming what is none, and what is an address of our own.

    Whoever is in copy of the `ticket` already may stay there, however many they are.
    """
    addresses = _parts(text)
    wrong = [address for address in addresses if not _is_address(address)]
    if wrong:
        raise WrongCopies(_("Not a mail address: %(wrong)s") % {"wrong": ", ".join(wrong)})
    if len(addresses) > MOST_COPIES and len(_newly_in_copy(addresses, ticket)) > MOST_COPIES:
        raise WrongCopies(_("At most %(count)s people in copy.") % {"count": MOST_COPIES})
    if own := own_addresses(addresses, reply_domain=settings.REPLY_DOMAIN) if addresses else ():
        said = _("%(address)s is an address of ours: it would write to itself. Take it out.")
        raise WrongCopies(said % {"address": ", ".join(sorted(own))})
    return addresses


def _newly_in_copy(addresses: list[str], ticket) -> set[str]:
    return set(addresses) - set(drafts.copies_now(ticket) if ticket else ())


def _finished(text: str) -> list[str]:
    return [address for address in _parts(text) if _is_address(address)][:MOST_KEPT]


def _parts(text: str) -> list[str]:
    """What stands between commas. Somebody's whole name and address (Jo <jo@firm.test>) is taken for the address."""
    parts = [part.rpartition("<")[2].rstrip("> ") for part in text.replace(";", ",").replace("\n", ",").split(",")]
    return list(dict.fromkeys(known for part in parts if (known := contacts.normalised(part))))


def _is_address(text):
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
