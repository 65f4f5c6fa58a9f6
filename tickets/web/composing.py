"""The composer: what stands in it, and reading what it sends."""

from dataclasses import dataclass, field
from math import ceil

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Value
from django.utils.translation import gettext as _

from helpdesk.accounts.permissions import allow
from helpdesk.base import clock
from helpdesk.tenancy.keeping import kept
from tickets import answer_parts, contacts, drafts
from tickets.conversation import Words
from tickets.models import Attachment, ContactAddress, Status, StatusCategory
from tickets.web import later

MOST_COPIES = 20


class WrongCopies(ValueError):
    """Addresses in the copy field that cannot be written to; the message names them."""


@dataclass
class Typed:
    """What stands in the composer now: from a form that came back, from a draft, or nothing yet."""

    kind: str = "reply"
    text: str = ""
    html: str = ""
    cc: str = ""
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
    requester, copied = _addresses(ticket)
    return {
        "typed": _from_draft(kept[kind]) if kind in kept else Typed(kind=kind, cc=", ".join(sorted(copied))),
        "other": _from_draft(other) if other else None,
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
    return {"text": draft.text, "seconds": max(1, ceil(left)), "files": draft.attachments.count()}


def _from_draft(draft) -> Typed:
    return Typed(
        kind=draft.kind,
        text=draft.text,
        html=draft.html,
        cc=", ".join(draft.cc),
        files=list(draft.attachments.all()),
        saved_at=draft.updated_at,
    )


def _addresses(ticket) -> tuple[set[str], set[str]]:
    """Addresses of the requester, and of those already in copy."""
    of_requester = ContactAddress.objects.filter(contact=ticket.requester_id).annotate(is_copy=Value(False))
    of_copied = ContactAddress.objects.filter(contact__participations__ticket=ticket).annotate(is_copy=Value(True))
    rows = list(of_requester.union(of_copied, all=True).values_list("address", "is_copy"))
    return {address for address, is_copy in rows if not is_copy}, {address for address, is_copy in rows if is_copy}


def _statuses(agent):
    """Statuses an answer can set: the waiting ones and the solved ones."""
    if not allow(agent, "ticket.resolve"):
        return []
    offered = (StatusCategory.PENDING, StatusCategory.ON_HOLD, StatusCategory.RESOLVED)
    usable = Status.objects.usable
    return kept(Status, "offered with an answer", lambda: list(usable().filter(category__in=offered).in_order()))


def typed_in(request, ticket) -> Typed:
    """What the form brought, as it was typed."""
    ids = [int(value) for value in request.POST.getlist("attachment") if value.isdecimal()]
    return Typed(
        kind="note" if request.POST.get("kind") == "note" else "reply",
        text=request.POST.get("text", "").replace("\r\n", "\n"),
        html=request.POST.get("html", ""),
        cc=request.POST.get("cc", ""),
        files=list(
            Attachment.objects.filter(pk__in=ids, draft__agent=request.agent, draft__ticket=ticket, message=None)
        ),
    )


def words(typed: Typed) -> Words:
    return Words.typed(typed.html, is_html=True) if typed.html.strip() else Words.typed(typed.text)


def copies(text: str) -> list[str]:
    """Addresses of the copy field. Raises WrongCopies naming what is none."""
    parts = [contacts.normalised(part) for part in text.replace(";", ",").replace("\n", ",").split(",")]
    addresses = list(dict.fromkeys(part for part in parts if part))
    wrong = [address for address in addresses if not _is_address(address)]
    if wrong:
        raise WrongCopies(_("Not a mail address: %(wrong)s") % {"wrong": ", ".join(wrong)})
    if len(addresses) > MOST_COPIES:
        raise WrongCopies(_("At most %(count)s people in copy.") % {"count": MOST_COPIES})
    return addresses


def finished_copies(text: str) -> list[str]:
    """The copy field as far as it is usable: nothing while an address in it is only half typed."""
    try:
        return copies(text)
    except WrongCopies:
        return []


def _is_address(text):
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
