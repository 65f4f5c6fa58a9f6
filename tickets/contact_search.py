"""Finding a customer by what somebody remembers: any word of the name, a part of the address, the organisation, what
stands in the company's own fields of either."""

import re

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import connection
from django.db.models import F, Func, OuterRef, Q, Subquery, TextField

from tickets.models import ContactAddress, Organization
from tickets.models.contact import ContactQuerySet

# Up to so many are found through the index and then sorted; of more, the fifty first by name are met soon on the way
# along the names (of 1,000,000 contacts within 10,000), which costs less than sorting them all.
FEW = 5000
MOST_WORDS = 8


class _Words(Func):
    """A column's words as the index has them."""

    function = "contact_words"
    output_field = SearchVectorField()

    def __init__(self, column: str | Func):
        super().__init__(F("tenant_id"), F(column) if isinstance(column, str) else column)


def _own() -> _Words:
    """What stands in the company's own fields."""
    return _Words(Func(F("custom_fields"), function="field_words", output_field=TextField()))


def fitting(contacts: ContactQuerySet, text: str) -> ContactQuerySet:
    """Those of `contacts` whose name, or one of whose addresses, or whose organisation, or whose own fields have each
    word's beginning."""
    words = [word.lower() for word in re.findall(r"[^\W_]+", text)][:MOST_WORDS]
    if not words:
        return contacts.none() if text.strip() else contacts
    query = " & ".join(f"{word}:*" for word in words)
    found = _found(query)
    return contacts.filter(pk__in=found) if len(found) < FEW else _walked(contacts, query)


def _found(query: str) -> list[int]:
    # Row-level security keeps the index from being used (`@@` is not leakproof): the function looks for us.
    with connection.cursor() as cursor:
        cursor.execute("select * from contacts_found(to_tsquery('simple', %s), %s)", [query, FEW])
        return [pk for (pk,) in cursor.fetchall()]


def _walked(contacts: ContactQuerySet, query: str) -> ContactQuerySet:
    wanted = SearchQuery(query, config="simple", search_type="raw")
    addresses = ContactAddress.objects.alias(words=_Words("address")).filter(contact=OuterRef("pk"), words=wanted)
    named = Q(words=wanted) | Q(own=wanted)
    organizations = Organization.objects.alias(words=_Words("name"), own=_own()).filter(
        named, pk=OuterRef("organization")
    )
    # One row's value each, and not `exists`: that is answered by reading every address of the company first.
    contacts = contacts.alias(
        words=_Words("name"),
        own=_own(),
        fitting_address=Subquery(addresses.values("contact")[:1]),
        fitting_organization=Subquery(organizations.values("pk")[:1]),
    )
    return contacts.filter(named | Q(fitting_address__isnull=False) | Q(fitting_organization__isnull=False))
