"""A customer who wants no surveys: one press in the mail program or on a page, and they are never asked again."""

from datetime import timedelta

from helpdesk.base import clock, ids
from helpdesk.events.actors import Actor
from helpdesk.tenancy.context import current_tenant_id
from tickets import contacts
from tickets.models import Contact

PURPOSE = "survey/stop"
GOOD_FOR = timedelta(days=400)  # people press it in a mail of last year


def token_for(contact: Contact) -> str:
    """What a link to stop holds, until GOOD_FOR is over."""
    return ids.sign(PURPOSE, current_tenant_id(), contact.pk, int(clock.now().timestamp()))


def contact_of(token: str) -> Contact | None:
    """Whose link it is; None for any that is not ours, that is too old, or of a contact who is gone."""
    numbers = ids.read(PURPOSE, token) if len(token) <= 200 and token.isascii() else None
    if numbers is None or len(numbers) != 3 or numbers[0] != current_tenant_id():
        return None
    if clock.now().timestamp() - numbers[2] > GOOD_FOR.total_seconds():
        return None
    return Contact.objects.filter(pk=numbers[1]).first()


def stop(contact: Contact) -> None:
    """Ask this contact for no more ratings. Doing it again changes nothing."""
    contacts.change(contact, {"wants_surveys": False}, by=Actor.contact(contact))
