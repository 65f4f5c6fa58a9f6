"""Which ticket a mail belongs to, and what its sender may do there (security rows 1–4).

Only ids that we signed lead to a ticket: a reply address or a Message-ID, each made for one recipient. A number in the
subject or an id that anybody could have written never does. This module is pure: intake looks the rows up and asks it.
"""

import re
from dataclasses import dataclass
from enum import Enum

from django.conf import settings

from helpdesk.base import ids

CONTACT, AGENT, SIDE = 1, 2, 3  # SIDE: everybody in a conversation beside the ticket, whose id stands for them
_REPLY, _MESSAGE = "mail/reply", "mail/message"


@dataclass(frozen=True)
class Thread:
    """What a signed id says: this ticket of this tenant, in a mail to this recipient."""

    tenant: int
    ticket: int
    recipient_kind: int
    recipient: int


def reply_address(thread: Thread) -> str:
    """Return the address at which this recipient, and nobody else, answers on this ticket."""
    token = ids.sign(_REPLY, thread.tenant, thread.ticket, thread.recipient_kind, thread.recipient)
    return f"r-{token}@{settings.REPLY_DOMAIN}"


def read_reply_address(address: str) -> Thread | None:
    """Return what a reply address of ours says, None for any other."""
    numbers = _read(_REPLY, "r-", address)
    return Thread(*numbers) if numbers and len(numbers) == 4 else None


def message_id(thread: Thread, mail: int) -> str:
    """Return the Message-ID, without brackets, of one mail to one recipient; `mail` makes it unique."""
    token = ids.sign(_MESSAGE, thread.tenant, thread.ticket, thread.recipient_kind, thread.recipient, mail)
    return f"m.{token}@{settings.REPLY_DOMAIN}"


def read_message_id(value: str) -> Thread | None:
    """Return what a Message-ID of ours says, None for any other."""
    numbers = _read(_MESSAGE, "m.", value.strip("<> "))
    return Thread(*numbers[:4]) if numbers and len(numbers) == 5 else None


def _read(purpose: str, prefix: str, address: str) -> tuple[int, ...] | None:
    local, _, domain = address.strip().lower().rpartition("@")
    if domain != settings.REPLY_DOMAIN.lower() or not local.startswith(prefix):
        return None
    return ids.read(purpose, local.removeprefix(prefix))


def find(addresses: tuple[str, ...], message_ids: tuple[str, ...], *, tenant: int) -> Thread | None:
    """Return the thread of the first signed address or id of this tenant; addresses win, then the newest id."""
    signed = [read_reply_address(address) for address in addresses]
    signed += [read_message_id(value) for value in reversed(message_ids)]
    return next((thread for thread in signed if thread and thread.tenant == tenant), None)


def claimed_number(subject: str, *, prefix: str) -> int | None:
    """Return the ticket number that a subject mentions (ACME-12, [#12]). It proves nothing: it is a hint for the
    agent."""
    match = re.search(rf"(?:\b{re.escape(prefix)}-|\[#)(\d{{1,9}})\b", subject, re.IGNORECASE)
    return int(match[1]) if match else None


class Sender(Enum):
    """Who the From address belongs to, as far as this ticket is concerned."""

    PARTICIPANT = "participant"  # requester or follower of the ticket
    AGENT = "agent"
    STRANGER = "stranger"
    OWN = "own"  # a mailbox of this installation


class Key(Enum):
    """What led to the ticket."""

    OWN = "own"  # signed for this sender
    OTHER = "other"  # signed for another recipient of the ticket
    MAIL_ID = "mail_id"  # the id of an earlier mail of a customer's: all who got that mail know it
    HINT = "hint"  # a number in the subject: anybody can write one
    NONE = "none"


class Verdict(Enum):
    """What becomes of the mail."""

    JOIN = "join"  # a message of the customer on the ticket
    PUBLIC_REPLY = "public_reply"  # an agent's answer to the customer
    UNVERIFIED_NOTE = "unverified_note"  # an internal note that says it is not proved
    NEW_LINKED = "new_linked"  # a new ticket that says it claims to belong to the other
    NEW = "new"
    HOLD = "hold"  # quarantine


def decide(sender: Sender, key: Key, dmarc: str) -> Verdict:
    """Return what becomes of a mail. `dmarc` is "pass", "fail" or "none" (nobody whom we trust has checked).

    A participant is believed with a token made for them unless mail authentication failed, and with any other token
    or mail id of the ticket when it passed. An agent speaks to the customer only with their own token and a pass.
    """
    if sender is Sender.OWN:
        return Verdict.HOLD
    if key is Key.NONE:
        return Verdict.NEW
    if key is Key.HINT or (key is Key.MAIL_ID and sender is Sender.AGENT):
        return Verdict.NEW_LINKED
    if sender is Sender.AGENT:
        return _agent(key, dmarc)
    if sender is Sender.PARTICIPANT and (dmarc == "pass" or (key is Key.OWN and dmarc != "fail")):
        return Verdict.JOIN
    return Verdict.NEW_LINKED


def _agent(key: Key, dmarc: str) -> Verdict:
    if key is Key.OWN:
        return Verdict.PUBLIC_REPLY if dmarc == "pass" else Verdict.UNVERIFIED_NOTE
    return Verdict.UNVERIFIED_NOTE if dmarc == "pass" else Verdict.NEW_LINKED


def may_copy(verdict: Verdict, dmarc: str) -> bool:
    """Say whether the people in Cc are put in copy: only when a participant who is proved to be one copies them.

    Whoever joins is proved by `decide`; whoever opens a ticket takes part in it, and is proved by mail authentication.
    """
    return verdict is Verdict.JOIN or (verdict is Verdict.NEW and dmarc == "pass")
