"""Mail fetched by IMAP: by UID, stored and committed before it is marked as seen, so that a crash repeats and loses
nothing."""

import contextlib
import imaplib
import logging
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Value
from django.db.models.functions import Coalesce
from imap_tools import MailBox
from imap_tools.errors import ImapToolsError

from helpdesk.base import clock
from helpdesk.base.hosts import public_address
from helpdesk.base.sealing import unseal
from helpdesk.tenancy.context import use_tenant
from tickets.channels.email import grants, rawmail
from tickets.channels.email.rawmail import Envelope
from tickets.models import Mailbox

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 20
MOST_PER_VISIT = 200
HANDED_OVER_WITHIN = timedelta(minutes=10)  # else the one mail that the server cannot give would keep all others back


@dataclass(frozen=True)
class Account:
    """What a visit needs to know of a mailbox, read before the network is touched."""

    mailbox_id: int
    address: str
    host: str
    port: int
    user: str
    password: str
    by_token: bool
    folder: str
    uid_validity: int | None
    last_uid: int
    failing_since: datetime | None


def fetch(tenant_id: int, mailbox_id: int) -> list[int]:
    """Fetch what is new in a mailbox; returns the ids of the stored mails. What went wrong stands on the mailbox."""
    with use_tenant(tenant_id):
        account = account_of(Mailbox.objects.get(pk=mailbox_id), tenant_id)
    stored: list[int] = []
    try:
        for raw_id in _visit(tenant_id, account):
            stored.append(raw_id)
        error = ""
    except (OSError, imaplib.IMAP4.error, ImapToolsError, ssl.SSLError) as fault:
        said = f"{type(fault).__name__}: {fault}"
        error = (grants.CONNECT_AGAIN if isinstance(fault, grants.Refused) else said)[:500]
        log.warning("fetching %s failed: %s", account.address, error)
    with use_tenant(tenant_id):
        since = Coalesce("fetch_failing_since", Value(clock.now())) if error else None
        Mailbox.objects.filter(pk=mailbox_id).update(
            fetch_error=error, fetched_at=clock.now(), fetch_failing_since=since
        )
    return stored


def owner(tenant_id: int) -> str:
    """Return the name under which a company's mailbox passwords are sealed."""
    return f"tenant/{tenant_id}"


def account_of(mailbox: Mailbox, tenant_id: int) -> Account:
    """What signing in to a mailbox needs."""
    return Account(
        mailbox_id=mailbox.pk,
        address=mailbox.address,
        host=mailbox.imap_host,
        port=mailbox.imap_port,
        user=mailbox.imap_user or mailbox.address,
        password=unseal(owner(tenant_id), mailbox.imap_password),
        by_token=mailbox.access != Mailbox.Access.PASSWORD,
        folder=mailbox.imap_folder,
        uid_validity=mailbox.imap_uid_validity,
        last_uid=mailbox.imap_last_uid,
        failing_since=mailbox.fetch_failing_since,
    )


def _visit(tenant_id: int, account: Account) -> Iterator[int]:
    with _PinnedMailBox(account.host, account.port) as box:
        if account.by_token:
            box.xoauth2(account.user, grants.token_for(tenant_id, account.mailbox_id), initial_folder=None)
        else:
            box.login(account.user, account.password, initial_folder=None)
        box.folder.set(account.folder)
        for uid in _uids_to_fetch(tenant_id, account, box):
            raw, why_not_all = _whole_or_head(tenant_id, account, box, uid)
            if raw is not None:
                envelope = Envelope("", (account.address,), "imap")
                raw_id, is_new = rawmail.store(
                    tenant_id, raw, envelope, mailbox_id=account.mailbox_id, aside=why_not_all
                )
                if is_new and not why_not_all:
                    yield raw_id


def _uids_to_fetch(tenant_id: int, account: Account, box: MailBox) -> Iterator[int]:
    """Yield what we have not fetched; each is remembered and marked as seen once it was dealt with."""
    status = box.folder.status(account.folder, ["UIDVALIDITY", "UIDNEXT"])
    validity = int(status["UIDVALIDITY"])
    if account.uid_validity != validity:
        yield from _backlog(tenant_id, account, box, validity, newest=int(status["UIDNEXT"]) - 1)
        return
    new = _found(box, f"UID {account.last_uid + 1}:*", lambda uid: uid > account.last_uid)
    for uid in new[:MOST_PER_VISIT]:
        yield uid
        _remember(tenant_id, account, validity, uid)
        _mark(box, uid)


def _backlog(tenant_id: int, account: Account, box: MailBox, validity: int, *, newest: int) -> Iterator[int]:
    """Yield what nobody has read of a folder that we see for the first time: the rest of its past is not ours.

    What comes from now on is, whoever reads it before us. Where there is more than one visit takes, the folder counts
    as unknown, and the newest mail of its past is remembered, until all of it was fetched.
    """
    is_begun = account.uid_validity is None and account.last_uid > 0
    newest = account.last_uid if is_begun else newest
    _remember(tenant_id, account, None, newest)
    unread = _found(box, "UNSEEN", lambda uid: uid <= newest)
    for uid in unread[:MOST_PER_VISIT]:
        yield uid
        _mark(box, uid)
    if len(unread) <= MOST_PER_VISIT:
        _remember(tenant_id, account, validity, newest)


def _mark(box: MailBox, uid: int) -> None:
    box.flag([str(uid)], ["\\Seen"], True)


def _found(box: MailBox, criteria: str, is_wanted: Callable[[int], bool]) -> list[int]:
    """What the server finds, the oldest first: "5:*" names the last mail even when its number is below 5."""
    return sorted(uid for uid in map(int, box.uids(criteria)) if is_wanted(uid))


def _whole_or_head(tenant_id: int, account: Account, box: MailBox, uid: int) -> tuple[bytes | None, str]:
    """A mail's bytes; where they cannot be had only its head, with the reason. (None, "") for one that is gone.

    Raises OSError where the server may yet hand it over: then this and all after it wait for the next visit.
    """
    size, limit = _size(box, uid), settings.MAIL_SIZE_LIMIT_BYTES
    if size > limit:
        too_large = f"{size:,} bytes, {limit:,} at most: left in the mailbox (UID {uid})"
        return _asked(box, uid, "BODY.PEEK[HEADER]"), too_large
    try:
        return _asked(box, uid, "BODY.PEEK[]"), ""
    except OSError as refusal:
        if not _fails_for_good(tenant_id, account):
            raise
        return _head_or_stand_in(box, uid), f"{refusal}: left in the mailbox (UID {uid})"


def _fails_for_good(tenant_id: int, account: Account) -> bool:
    with use_tenant(tenant_id):
        return bool(account.failing_since and clock.now() - account.failing_since > HANDED_OVER_WITHIN)


def _head_or_stand_in(box: MailBox, uid: int) -> bytes:
    head = None
    with contextlib.suppress(OSError):
        head = _asked(box, uid, "BODY.PEEK[HEADER]")
    return head or f"Subject: UID {uid}\r\n\r\n".encode()


def _size(box: MailBox, uid: int) -> int:
    _, sizes = box.client.uid("fetch", str(uid), "(RFC822.SIZE)")
    size = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(part for part in sizes if isinstance(part, bytes)))
    return int(size[1]) if size else 0


def _asked(box: MailBox, uid: int, what: str) -> bytes | None:
    """Part of a mail without marking it as read; None for one that is gone."""
    status, parts = box.client.uid("fetch", str(uid), f"({what})")
    if status != "OK":
        raise OSError(f"the server does not hand over mail {uid} ({_words(parts)})")
    return next((part[1] for part in parts if isinstance(part, tuple)), None)


def _words(parts: list) -> str:
    return b" ".join(part for part in parts if isinstance(part, bytes)).decode("utf-8", "replace")[:150]


def _remember(tenant_id: int, account: Account, validity: int | None, uid: int) -> None:
    with use_tenant(tenant_id):
        Mailbox.objects.filter(pk=account.mailbox_id).update(imap_uid_validity=validity, imap_last_uid=uid)


class _PinnedClient(imaplib.IMAP4_SSL):
    """Connects to the address that was checked, and proves by TLS that it is the host that was named."""

    def _create_socket(self, timeout):
        address = public_address(self.host, self.port)
        plain = socket.create_connection((address, self.port), timeout or TIMEOUT_SECONDS)
        return self.ssl_context.wrap_socket(plain, server_hostname=self.host)


class _PinnedMailBox(MailBox):
    def __init__(self, host: str, port: int) -> None:
        context = ssl.create_default_context(cafile=settings.MAIL_CA_FILE or None)
        super().__init__(host, port, timeout=TIMEOUT_SECONDS, ssl_context=context)

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return _PinnedClient(self._host, self._port, ssl_context=self._ssl_context, timeout=self._timeout)

    def logout(self):
        # Everything is kept by now; a server that says goodbye badly must not hide what went wrong before.
        with contextlib.suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
            return super().logout()
