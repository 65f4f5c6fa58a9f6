"""Who gets an answer: written into it when it is said; what happens afterwards adds and drops nobody."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import DateTimeField, F, Value

from tickets import contacts
from tickets.models import Contact, ContactAddress, Message, Ticket

if TYPE_CHECKING:
    from tickets.conversation import Letter


def people_of(ticket: Ticket) -> tuple[list[dict], list[dict]]:
    """The requester (nobody without an address), and everybody in copy with when they came: one address a person."""
    nowhen = Value(None, output_field=DateTimeField(null=True))
    asks = ContactAddress.objects.filter(contact=ticket.requester_id).annotate(since=nowhen)
    copied = ContactAddress.objects.filter(contact__participations__ticket=ticket)
    copied = copied.annotate(since=F("contact__participations__since"))
    columns = ("since", "contact_id", "contact__name", "address", "is_primary", "pk")
    rows = asks.union(copied, all=True).values_list(*columns)
    chosen: dict[int, tuple] = {}
    in_order = sorted(rows, key=lambda row: (row[0] is not None, not row[4], row[5]))  # the primary address first
    for since, contact_id, name, address, *_rest in in_order:
        chosen.setdefault(contact_id, (since, {"name": name, "address": address}))
    requester = [person for since, person in chosen.values() if since is None]
    copied_people = [person | {"since": since} for since, person in chosen.values() if since is not None]
    return requester, sorted(copied_people, key=lambda person: person["address"])


def with_late_comers(addresses: Iterable[str], ticket: Ticket, since: datetime) -> list[str]:
    """The addresses somebody chose, and those of who came into copy after that: nobody decided to leave them out."""
    late = [person["address"] for person in people_of(ticket)[1] if person["since"] > since]
    return list(dict.fromkeys([*addresses, *late]))


def written_in(letter: "Letter", ticket: Ticket) -> "Letter":
    """The letter with everybody who gets it: as it says itself, else the requester and all who are in copy now."""
    if letter.to and letter.cc is not None:
        return letter
    requester, people = people_of(ticket)
    copied = [{"name": person["name"], "address": person["address"]} for person in people]
    return replace(letter, to=letter.to or requester, cc=copied if letter.cc is None else letter.cc)


def of(message: Message) -> list[tuple[str, Contact, str]]:
    """Who gets an answer: ("to", "cc" or "bcc", the contact, the address), each address once."""
    said = [(how, row) for how in ("to", "cc", "bcc") for row in getattr(message, how)]
    known = ContactAddress.objects.select_related("contact").filter(address__in=[row["address"] for _how, row in said])
    by_address = {row.address: row.contact for row in known}
    found: dict[str, tuple[str, Contact, str]] = {}
    for how, row in said:
        address = row["address"]
        contact = by_address.get(address) or contacts.find_or_make(address, row.get("name", ""))
        found.setdefault(address, (how, contact, address))
    return list(found.values())
