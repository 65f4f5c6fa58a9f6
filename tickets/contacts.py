"""Who is writing: the contact behind an address, found or made once, and the organisation behind its domain."""

from django.db import transaction

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from tickets.events import CONTACT_MADE
from tickets.models import Contact, ContactAddress, Organization, OrganizationDomain

# Domains that anybody may have an address at say nothing about where a person works.
PUBLIC_MAIL_DOMAINS = frozenset(
    ["gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "yahoo.co.uk", "icloud.com", "me.com", "mac.com", "aol.com", "gmx.de", "gmx.net", "gmx.at", "web.de", "t-online.de", "freenet.de", "proton.me", "protonmail.com", "mail.ru", "yandex.ru", "orange.fr", "free.fr", "laposte.net", "libero.it", "wp.pl", "o2.pl", "qq.com", "163.com", "126.com", "naver.com"]
)


def normalised(address: str) -> str:
    """The form addresses are stored and compared in: trimmed, lower case."""
    return address.strip().lower()


@transaction.atomic
def find_or_make(address: str, name: str = "", *, by: Actor | None = None) -> Contact:
    """The contact with that address; made with its organisation where there is none yet.

    Two mails of a new person at the same instant make one contact: the address is unique, and the one who comes
    second finds the first.
    """
    address = normalised(address)
    found = ContactAddress.objects.select_related("contact").filter(address=address).first()
    if found:
        return found.contact
    contact = Contact.objects.create(
        name=(name.strip() or address.split("@")[0])[:200],
        organization=organization_for(address),
        created_at=clock.now(),
    )
    _, is_ours = ContactAddress.objects.get_or_create(
        address=address, defaults={"contact": contact, "is_primary": True}
    )
    if not is_ours:
        contact.delete()
        return ContactAddress.objects.select_related("contact").get(address=address).contact
    record(CONTACT_MADE, contact, by=by or Actor.contact(contact), name=contact.name)
    return contact


def organization_for(address: str) -> Organization | None:
    """The organisation of the address's domain; made on first sight, never for public mail domains."""
    domain = normalised(address).rpartition("@")[2]
    if not domain or domain in PUBLIC_MAIL_DOMAINS:
        return None
    known = OrganizationDomain.objects.select_related("organization").filter(domain=domain).first()
    if known:
        return known.organization
    organization, _ = Organization.objects.get_or_create(name=domain, defaults={"created_at": clock.now()})
    row, _ = OrganizationDomain.objects.get_or_create(domain=domain, defaults={"organization": organization})
    return row.organization


def primary_address(contact: Contact) -> str:
    """Where the contact is written to; empty for one who has no address (a phone caller)."""
    row = contact.addresses.order_by("-is_primary", "id").first()
    return row.address if row else ""
