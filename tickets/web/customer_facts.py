"""What is known of a customer, in words: the facts of their page, and where two of them differ."""

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from tickets import fields
from tickets.models import Contact, Organization

Fact = tuple[str, object]


def of_contact(contact: Contact) -> list[Fact]:
    """Labels with their values; None for what nobody knows."""
    return [
        (_("Language"), _language(contact.language)),
        (_("Time zone"), contact.time_zone or None),
        (_("Phone"), contact.phone or None),
        (_("Segment"), contact.segment or None),
        *fields.in_words(contact),
    ]


def of_organization(one: Organization) -> list[Fact]:
    """Labels with their values; None for what nobody knows."""
    return [(_("Tier"), one.tier or None), (_("Segment"), one.segment or None), *fields.in_words(one)]


def differing(of_one: list[Fact], of_other: list[Fact]) -> list[tuple[str, object, object]]:
    """The facts that both have and have otherwise: the label, the value of the one and that of the other."""
    known = dict(of_other)
    return [
        (label, value, known[label])
        for label, value in of_one
        if value is not None and known.get(label) not in (None, value)
    ]


def _language(code: str) -> str | None:
    """What the language is called, or its code where we have no name for it."""
    try:
        return get_language_info(code)["name_translated"] if code else None
    except KeyError:
        return code
