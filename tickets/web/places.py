"""The forms in which agents write besides the composer: where each is, and what of it a draft keeps."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from tickets.models import Draft, Ticket

FIELDS = {
    Draft.Kind.SIDE: ("to", "cc", "bcc", "subject", "attached"),
    Draft.Kind.NEW: ("address", "name", "subject", "says", "team", "priority"),
}
# What is chosen from a list begins nothing: a form comes with it.
_BEGINS = ("to", "cc", "bcc", "subject", "address", "name")
_LONGEST_FIELD = 10_000  # two hundred addresses
_OF_A_TICKET = re.compile(r"([ms]\d{1,18}|newest)?")


@dataclass(frozen=True)
class Place:
    """One form: of a ticket, or of a new one; `key` tells those of one ticket apart (Draft.place)."""

    kind: str
    ticket: Ticket | None = None
    key: str = ""

    @property
    def mode(self) -> str:
        """As the page and the scripts name it."""
        return f"{self.kind}:{self.key}" if self.key else str(self.kind)

    @property
    def draft_url(self) -> str:
        return f"/desk/tickets/{self.ticket.number}/draft/" if self.ticket else "/desk/tickets/new/draft/"

    @property
    def url(self) -> str:
        """The page with the form."""
        if self.ticket is None:
            return f"/desk/tickets/new/?{urlencode({'address': self.key})}" if self.key else "/desk/tickets/new/"
        base = f"/desk/tickets/{self.ticket.number}/side/"
        if self.key.startswith("s"):
            return f"{base}{self.key[1:]}/"
        return f"{base}?{urlencode({'message': self.key.removeprefix('m')})}" if self.key else base

    def fields(self, typed) -> dict[str, str]:
        """What a form that was sent has besides its words."""
        return {name: typed[name][:_LONGEST_FIELD] for name in FIELDS[self.kind] if name in typed}


def side(ticket: Ticket, key: str = "") -> Place:
    return Place(Draft.Kind.SIDE, ticket, key)


def new(address: str) -> Place:
    """A new ticket; for everybody it is begun for it is another one."""
    return Place(Draft.Kind.NEW, None, address.strip().lower()[:254])


def named(mode: str, ticket: Ticket | None) -> Place | None:
    """The form of that name; None where it names none of the ticket's (or, without one, of a new ticket's)."""
    kind, _, key = mode.partition(":")
    if ticket is None:
        return new(key) if kind == Draft.Kind.NEW else None
    return side(ticket, key) if kind == Draft.Kind.SIDE and _OF_A_TICKET.fullmatch(key) else None


def is_begun(fields: dict[str, str]) -> bool:
    """Whether somebody typed into one of the fields."""
    return any(fields.get(name, "").strip() for name in _BEGINS)
