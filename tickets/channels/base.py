"""What every channel hands to the house: who says what, where it belongs, and how far the sender is proved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tickets.channels.email.forwarded import Forwarded
    from tickets.channels.spam.opinions import Opinion
    from tickets.models import Mailbox  # the child that reads mail knows this file and no database


@dataclass(frozen=True)
class Address:
    """One correspondent: the address in the form we compare, and the name as it was written."""

    email: str
    name: str = ""

    @property
    def domain(self) -> str:
        return self.email.rpartition("@")[2]


@dataclass(frozen=True)
class File:
    """An attached file: its bytes, a name safe to show and the type that its bytes show."""

    filename: str
    content_type: str
    content: bytes
    sha256: str
    content_id: str = ""
    is_inline: bool = False


@dataclass(frozen=True)
class Inbound:
    """One thing said to us, whatever way it came. Inline pictures in the HTML are named `cid:` and a file's content
    id."""

    channel: str
    external_id: str
    sender: Address
    subject: str
    text: str
    html: str = ""
    quoted_text: str = ""
    quoted_html: str = ""
    files: tuple[File, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    answer_to: tuple[Address, ...] = ()  # others whom it says to answer, best first
    sent_at: datetime | None = None  # as the sender's clock says
    mailbox: Mailbox | None = None
    raw_id: int | None = None
    # Where it says it belongs: the addresses it was sent to and the ids it refers to, newest last.
    addressed: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()
    machine: str = ""  # what kind of machine wrote; empty for a person
    distribution: str = ""  # list or bulk: written by a person perhaps, but nothing automatic may answer
    dmarc: str = "none"
    verdict: dict = field(default_factory=dict)
    enclosed: dict = field(default_factory=dict)  # an invitation, how it is signed or sealed
    forwarded: Forwarded | None = None  # the original, where it only passes one on
    opinions: tuple[Opinion, ...] | None = None  # what filters say of it; None: nobody asks whether it is spam

    @property
    def is_from_its_sender(self) -> bool:
        """Whether a person seems to have sent it from their own address: no machine, no form that names them."""
        return not self.machine and self.dmarc != "fail" and "sent_by" not in self.enclosed
