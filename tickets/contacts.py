"""Who is writing: the contact behind an address, found or made once, and the organisation behind its domain."""

import contextlib

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from helpdesk.base import clock
from helpdesk.base.idn import to_ascii
from helpdesk.events.actors import Actor
from helpdesk.events.recording import begin, record, record_birth
from tickets import fields
from tickets.channels.email.addresses import without_tag
from tickets.customer_columns import take_over
from tickets.events import CONTACT_CHANGED, CONTACT_MADE
from tickets.models import Contact, ContactAddress, Mailbox, Organization, OrganizationDomain

# Domains that anybody may have an address at say nothing about where a person works.
PUBLIC_MAIL_DOMAINS = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "yahoo.co.uk",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "gmx.de",
        "gmx.net",
        "gmx.at",
        "web.de",
        "t-online.de",
        "freenet.de",
        "proton.me",
        "protonmail.com",
        "mail.ru",
        "yandex.ru",
        "orange.fr",
        "free.fr",
        "laposte.net",
        "libero.it",
        "wp.pl",
        "o2.pl",
        "qq.com",
        "163.com",
        "126.com",
        "naver.com",
    ]
)


class ContactEnded(ValueError):
    """The contact was merged into another one; what is changed is changed there."""


class AddressRefused(ValueError):
    """The address belongs to somebody else, or is one of our own mailboxes (spec/security.md row 8)."""

    def __init__(self, address: str, message: str):
        self.address = address
        super().__init__(message)


def normalised(address: str) -> str:
    """The form addresses are stored and compared in: trimmed, lower case, the domain as it comes in mail."""
    local, at, domain = address.strip().lower().rpartition("@")
    with contextlib.suppress(UnicodeError):
        domain = domain if domain.isascii() else to_ascii(domain)
    return f"{local}{at}{domain}"


def find(address: str) -> Contact | None:
    """The contact with that address."""
    rows = ContactAddress.objects.select_related("contact__organization").filter(address=normalised(address))
    row = next(iter(rows), None)  # one at most: `first` would have it sorted
    if row is None:
        return None
    if row.is_primary:
        row.contact.primary_address = row.address
    return row.contact


def find_writer(address: str) -> Contact | None:
    """The contact who writes from that address: with a tag (grace+shop@…) it is still the same person.

    Only for mail that comes in: answers and sign-in links go to addresses that the contact is known to have.
    """
    found, bare = find(address), without_tag(address)
    return found if found is not None or bare == normalised(address) else find(bare)


def heard_from(contact: Contact, address: str) -> None:
    """Write to an address again from which its owner writes: whatever came back from there, they are there now."""
    theirs = contact.addresses.filter(address__in={normalised(address), without_tag(address)})
    theirs.exclude(suspended_because="").update(suspended_because="")


def is_one_now(contact_id: int, contact: Contact) -> bool:
    """Whether what was said to that contact was said to this one: it is the same, or ended in it since."""
    for _hop in range(5):
        if contact_id == contact.pk:
            return True
        contact_id = Contact.objects.filter(pk=contact_id).values_list("merged_into", flat=True).first()
        if contact_id is None:
            break
    return False


def find_or_make(address: str, name: str = "", *, by: Actor | None = None) -> Contact:
    """The contact with that address; made with its organisation where there is none yet."""
    return find(address) or make_for(address, name, by=by)


def make_for(address: str, name: str = "", *, by: Actor | None = None) -> Contact:
    """A contact for an address that was just looked for in vain.

    Two mails of a new person at the same instant make one contact: the address is unique, and the one who comes
    second finds the first.
    """
    address = normalised(address)
    contact = Contact(
        name=(name.strip() or address.split("@")[0])[:200],
        organization=organization_for(address),
        created_at=clock.now(),
    )
    begin(contact, events=1)
    try:
        with transaction.atomic():
            contact.save(force_insert=True)
            ContactAddress.objects.create(contact=contact, address=address, is_primary=True)
            contact.primary_address = address
            record_birth(contact, (CONTACT_MADE, {"name": contact.name}), by=by or Actor.contact(contact))
    except IntegrityError:
        found = find(address)
        if found is None:
            raise
        return found
    return contact


def organization_for(address: str) -> Organization | None:
    """The organisation of the address's domain; made on first sight, never for public mail domains."""
    domain = normalised(address).rpartition("@")[2]
    if not domain or domain in PUBLIC_MAIL_DOMAINS:
        return None
    known = next(iter(OrganizationDomain.objects.select_related("organization").filter(domain=domain)), None)
    if known:
        return known.organization
    organization, _is_new = Organization.objects.get_or_create(name=domain, defaults={"created_at": clock.now()})
    row, _is_new = OrganizationDomain.objects.get_or_create(domain=domain, defaults={"organization": organization})
    return row.organization


@transaction.atomic
def make(name: str, addresses: list[str], *, by: Actor, **columns) -> Contact:
    """A new contact with these addresses, the first its primary one. Raises AddressRefused, FieldErrors."""
    columns["custom_fields"] = fields.cleaned(columns.get("custom_fields", {}), of=Contact)
    columns.setdefault("organization", organization_for(addresses[0]) if addresses else None)
    name = name.strip() or (addresses[0].split("@")[0] if addresses else "")
    contact = Contact.objects.create(name=name[:200], created_at=clock.now(), **columns)
    _add_addresses(contact, addresses)
    record(CONTACT_MADE, contact, by=by, name=contact.name)
    return contact


@transaction.atomic
def change(contact: Contact, values: dict, *, by: Actor) -> Contact:
    """Set columns, some "custom_fields", and with "addresses" all addresses. What changes nothing says nothing.

    Raises AddressRefused, ContactEnded or FieldErrors, and changes nothing then.
    """
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if contact.merged_into_id:
        raise ContactEnded(_("This contact was merged into another one. Change that one, or undo the merge."))
    columns = {name: value for name, value in values.items() if name != "addresses"}
    changed = take_over(contact, columns)
    if "addresses" in values and _replace_addresses(contact, values["addresses"]):
        changed.append("addresses")
    if changed:
        record(CONTACT_CHANGED, contact, by=by, labels=", ".join(changed))
    return contact


def _replace_addresses(contact: Contact, addresses: list[str]) -> bool:
    """Keep those that stay as they are (with their verification); whether anything changed."""
    wanted = list(dict.fromkeys(map(normalised, addresses)))
    had = [row.address for row in contact.addresses.order_by("-is_primary", "id")]
    if wanted == had:
        return False
    contact.addresses.exclude(address__in=wanted).delete()
    contact.addresses.update(is_primary=False)
    _add_addresses(contact, [address for address in wanted if address not in had], is_first_primary=False)
    contact.addresses.filter(address__in=wanted[:1]).update(is_primary=True)
    return True


def _add_addresses(contact: Contact, addresses: list[str], *, is_first_primary: bool = True) -> None:
    for position, address in enumerate(dict.fromkeys(map(normalised, addresses))):
        refuse_own(address)
        _row, is_ours = ContactAddress.objects.get_or_create(
            address=address, defaults={"contact": contact, "is_primary": is_first_primary and position == 0}
        )
        if not is_ours:
            raise AddressRefused(address, _("%(address)s belongs to another contact.") % {"address": address})


def refuse_own(address: str) -> None:
    """Raise AddressRefused for an address of our own: a mailbox that asks itself would answer itself for ever."""
    if Mailbox.objects.filter(address=normalised(address)).exists():
        raise AddressRefused(address, _("%(address)s is one of our own mailboxes.") % {"address": address})
