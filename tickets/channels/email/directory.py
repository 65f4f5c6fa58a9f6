"""Whose an address is: a mailbox of some company, a signed reply or bounce address, or nobody's."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from helpdesk.mailout.bouncing import read_bounce_address

from .addresses import is_own, normalise, without_tag
from .threading import read_reply_address


@dataclass(frozen=True)
class Route:
    """The company a mail is for, and its mailbox where it was sent to one."""

    tenant_id: int
    mailbox_id: int | None = None


def route(address: str) -> Route | None:
    """Return where mail to this address goes; None for an unknown recipient and for a signature that is not ours."""
    if thread := read_reply_address(address):
        return Route(thread.tenant)
    if bounce := read_bounce_address(address):
        return Route(bounce[0])
    found = mailboxes([address])
    return next(iter(found.values()), None)


def mailboxes(addresses: Iterable[str]) -> dict[str, Route]:
    """Return the mailboxes, of any company, among these addresses (plus-tags ignored)."""
    wanted = {normalise(address) for address in addresses} | {without_tag(address) for address in addresses}
    wanted.discard("")
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select address, tenant_id, id from mailboxes_at(%s)", [sorted(wanted)])
        return {address: Route(tenant_id, mailbox_id) for address, tenant_id, mailbox_id in cursor.fetchall()}


def own_addresses(addresses: Iterable[str], *, reply_domain: str) -> set[str]:
    """Return those of the addresses that lead back into this installation (row 8)."""
    every = [address for address in addresses if address]
    own = mailboxes(every)
    return {address for address in every if is_own(address, own, reply_domain=reply_domain)}
