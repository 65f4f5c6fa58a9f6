"""What the tickets' actions refuse, said the API's way: the field that is wrong, or the state that forbids it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from helpdesk.rest.refusals import Conflict, invalid
from tickets.assignment import CannotTake
from tickets.attachments import FileRefused
from tickets.checklists import ItemChanged, OpenItems
from tickets.contacts import AddressRefused, ContactEnded
from tickets.conversation import NothingSaid
from tickets.customer_merging import CannotMerge as CustomersStayApart
from tickets.fields import FieldErrors
from tickets.lifecycle import TicketClosed
from tickets.merging import CannotMerge
from tickets.organizations import DomainRefused, NameTaken
from tickets.splitting import CannotSplit


@contextmanager
def refusals_explained(address_field: str = "addresses") -> Iterator[None]:
    """Run actions; what they refuse is raised again as a 400 naming the field or as a 409."""
    try:
        yield
    except TicketClosed as error:
        raise Conflict(_("The ticket is closed and stays so. Open a new one that follows it up.")) from error
    except NothingSaid as error:
        raise invalid("text", _("Say something: text, html or a file.")) from error
    except _STATES as error:
        raise Conflict(str(error)) from error
    except FieldErrors as error:
        raise ValidationError({"custom_fields": {key: [text] for key, text in error.errors.items()}}) from error
    except tuple(_FIELDS) as error:
        field = address_field if isinstance(error, AddressRefused) else _FIELDS[type(error)]
        raise invalid(field, str(error)) from error


# The request is fine, the state of things is not; the text says what stands in the way. (OpenItems is a FieldErrors
# too: it is asked first.)
_STATES = (OpenItems, ItemChanged, ContactEnded, CannotMerge, CannotSplit, CustomersStayApart)
_FIELDS = {
    CannotTake: "assignee",
    FileRefused: "attachments",
    AddressRefused: "addresses",
    NameTaken: "name",
    DomainRefused: "domains",
}
