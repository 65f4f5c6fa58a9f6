"""The mails that carry a sign-in link. What a stranger typed into a form stands in none of them (security row 5)."""

from urllib.parse import urlparse

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from helpdesk.base import clock
from helpdesk.base.mail import Draft
from helpdesk.mailout.caps import may_write_automatically
from helpdesk.mailout.writing import new_message_id, write
from helpdesk.tenancy.context import current_tenant
from helpdesk.tenancy.directory import base_url
from tickets import contact_sessions
from tickets.contacts import normalised
from tickets.models import ContactAddress, Mailbox, Message, SignInLink, Ticket
from tickets.numbering import reference


def send_link(address: str, *, next_path: str = "") -> None:
    """Mail a sign-in link, whether we know the address or not: nobody can tell from what happens.

    Beyond the limits nothing is mailed, which looks the same too.
    """
    if contact_sessions.may_have_link(address):
        link, token = contact_sessions.make_link(address, next_path=own_path(next_path))
        subject = _("Sign in to %(company)s")
        _write(link, token, subject, template="sign_in", purpose="sign_in")


def send_confirmation(ticket: Ticket, message: Message, address: str) -> bool:
    """Ask whoever owns the address to confirm a request sent without signing in. Says whether a mail may go out."""
    if not may_write_automatically(address):
        return False
    path = reverse("portal-request", args=[ticket.number])
    link, token = contact_sessions.make_link(address, next_path=path, confirms=message)
    subject = _("We have received your request %(reference)s")
    _write(link, token, subject, template="confirmation", purpose="confirmation", ticket=ticket)
    return True


def own_path(path: str) -> str:
    """The path if it leads to a page of ours, else none: links never lead to other hosts."""
    parts = urlparse(path)
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return path if is_ours and path.isprintable() else ""


def _write(link: SignInLink, token: str, subject: str, *, template: str, purpose: str, ticket: Ticket | None = None):
    tenant = current_tenant()
    values = {
        "tenant": tenant,
        "url": base_url(tenant) + reverse("portal-link", args=[token]),
        "minutes": int((link.expires_at - link.created_at).total_seconds() // 60),
        "days": (link.expires_at - link.created_at).days,
        "reference": reference(ticket) if ticket else "",
        "ticket": ticket,
    }
    with override(_language(link.address)):
        draft = Draft(
            sender=_sender(),
            to=[("", link.address)],
            subject=_(subject) % {"company": tenant.name, "reference": values["reference"]},
            message_id=new_message_id(),
            date=clock.now(),
            text=render_to_string(f"portal/mail/{template}.txt", values),
            html=render_to_string(f"portal/mail/{template}.html", values),
            is_automatic=True,
        )
    write(draft, link.address, purpose=purpose, subject_id=link.pk)


def _sender() -> tuple[str, str]:
    mailbox = Mailbox.objects.in_order().filter(is_active=True).first()
    return (mailbox.name, mailbox.address) if mailbox else (current_tenant().name, settings.DEFAULT_FROM_EMAIL)


def _language(address: str) -> str:
    known = ContactAddress.objects.filter(address=normalised(address)).values_list("contact__language", flat=True)
    return known.first() or current_tenant().language
