"""The mails that carry a sign-in link. What a stranger typed into a form stands in none of them (security row 5)."""

from collections.abc import Callable
from urllib.parse import urlparse

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from helpdesk.base import clock
from helpdesk.base.letters import Link, Value
from helpdesk.base.mail import Draft
from helpdesk.mailout import wordings
from helpdesk.mailout.caps import may_write_automatically
from helpdesk.mailout.kinds import MailKind
from helpdesk.mailout.wordings import Place, language_for
from helpdesk.mailout.writing import new_message_id, write
from helpdesk.tenancy.context import current_tenant
from helpdesk.tenancy.directory import base_url
from tickets import contact_sessions
from tickets.channels import mail_kinds
from tickets.channels.acknowledging import expected_reply
from tickets.contacts import normalised
from tickets.models import ContactAddress, Mailbox, Message, SignInLink, Ticket
from tickets.numbering import reference


def send_link(address: str, *, next_path: str = "") -> None:
    """Mail a sign-in link, whether we know the address or not: nobody can tell from what happens.

    Beyond the limits nothing is mailed, which looks the same too.
    """
    if contact_sessions.may_have_link(address):
        link, token = contact_sessions.make_link(address, next_path=own_path(next_path))
        _write(link, token, mail_kinds.SIGN_IN)


def send_confirmation(ticket: Ticket, message: Message, address: str) -> bool:
    """Ask whoever owns the address to confirm a request sent without signing in. Says whether a mail may go out."""
    if not may_write_automatically(address):
        return False
    path = reverse("portal-request", args=[ticket.number])
    link, token = contact_sessions.make_link(address, next_path=path, confirms=message)
    _write(link, token, mail_kinds.CONFIRMATION, ticket=ticket)
    return True


def own_path(path: str) -> str:
    """The path if it leads to a page of ours, else none: links never lead to other hosts."""
    parts = urlparse(path)
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return path if is_ours and path.isprintable() else ""


def _write(link: SignInLink, token: str, kind: MailKind, *, ticket: Ticket | None = None) -> None:
    language = _language(link.address)
    with override(language):
        letter = wordings.letter(Place(kind, language), _values(link, token, ticket))
        draft = Draft(
            sender=_sender(),
            to=[("", link.address)],
            subject=letter.subject,
            message_id=new_message_id(),
            date=clock.now(),
            text=letter.text,
            html=letter.html,
            is_automatic=True,
        )
    write(draft, link.address, purpose=kind.key, subject_id=link.pk)


def _values(link: SignInLink, token: str, ticket: Ticket | None) -> Callable[[str], Value]:
    lasts = link.expires_at - link.created_at
    values: dict[str, Value] = {
        "company.name": current_tenant().name,
        "link": Link(base_url(current_tenant()) + reverse("portal-link", args=[token])),
        "link.minutes": str(int(lasts.total_seconds() // 60)),
        "link.days": str(lasts.days),
    }
    if ticket is not None:
        values["ticket.number"] = reference(ticket)
        values["ticket.link"] = Link(f"{base_url(current_tenant())}/requests/{ticket.number}/")
        values["reply.expected"] = expected_reply(ticket)
    return values.__getitem__


def _sender() -> tuple[str, str]:
    mailbox = Mailbox.objects.in_order().filter(is_active=True).first()
    return (mailbox.name, mailbox.address) if mailbox else (current_tenant().name, settings.DEFAULT_FROM_EMAIL)


def _language(address: str) -> str:
    known = ContactAddress.objects.filter(address=normalised(address)).values_list("contact__language", flat=True)
    return language_for(known.first() or "", current_tenant().language)
