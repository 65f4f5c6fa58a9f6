"""Servers that mail leaves by. A mailbox may have its own: the app that keeps mailboxes says which."""

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings

from helpdesk.base.hosts import public_address

TIMEOUT_SECONDS = 10


@dataclass(frozen=True)
class Relay:
    """A server and how to sign in there; `token` is a bearer's (XOAUTH2). None of ours where `is_own`."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    token: str = ""
    is_encrypted: bool = True
    is_own: bool = False  # the company's: sends only in the mailbox's own name


Finder = Callable[[int, str], "Callable[[], Relay] | None"]
_finders: list[Finder] = []


def find_with(finder: Finder) -> None:
    """Ask `finder(tenant_id, sender)`, in the tenant's scope, for the server of a sender. What it answers is called
    outside, for it may have to ask others, and raises OSError where that server cannot be used now."""
    _finders.append(finder)


def relay_for(tenant_id: int, sender: str) -> Callable[[], Relay]:
    """The server that mail of this sender leaves by, looked up in the tenant's scope; what is returned is called
    outside. That raises OSError where its own one cannot be used now."""
    for find in _finders:
        if relay := find(tenant_id, sender):
            return relay
    return _common


def _common() -> Relay:
    return Relay(
        settings.OUTBOUND_SMTP_HOST,
        settings.OUTBOUND_SMTP_PORT,
        user=settings.OUTBOUND_SMTP_USER,
        password=settings.OUTBOUND_SMTP_PASSWORD,
        is_encrypted=settings.OUTBOUND_SMTP_TLS,
    )


@contextlib.contextmanager
def connect(relay: Relay) -> Iterator[smtplib.SMTP]:
    """A conversation with the server, encrypted and signed in where it has to be. Raises OSError, SMTPException.

    How the server says goodbye changes nothing: the library's own way would make an error of a mail that was taken.
    """
    server = _own(relay) if relay.is_own else smtplib.SMTP(relay.host, relay.port, timeout=TIMEOUT_SECONDS)
    try:
        _begin(server, relay)
        yield server
    finally:
        with contextlib.suppress(OSError):
            server.quit()
        server.close()


def _begin(server: smtplib.SMTP, relay: Relay) -> None:
    server.ehlo_or_helo_if_needed()
    if relay.is_encrypted and relay.port != smtplib.SMTP_SSL_PORT:
        server.starttls(context=_context() if relay.is_own else None)
        server.ehlo()
    if relay.token:
        _sign_in_by_token(server, relay)
    elif relay.user:
        server.login(relay.user, relay.password)


def _sign_in_by_token(server: smtplib.SMTP, relay: Relay) -> None:
    words = f"user={relay.user}\x01auth=Bearer {relay.token}\x01\x01"
    # A second challenge tells why not; it is answered by nothing, and then the server says no.
    server.auth("XOAUTH2", lambda challenge=None: "" if challenge else words)


def _own(relay: Relay) -> smtplib.SMTP:
    return (_PinnedSealed if relay.port == smtplib.SMTP_SSL_PORT else _Pinned)(
        relay.host, relay.port, timeout=TIMEOUT_SECONDS
    )


def _context() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.MAIL_CA_FILE or None)


class _Pinned(smtplib.SMTP):
    """Connects to the address that was checked (security row 22); TLS proves that it is the host that was named."""

    def _get_socket(self, host, port, timeout):
        return socket.create_connection((public_address(host, port), port), timeout)


class _PinnedSealed(_Pinned):
    def _get_socket(self, host, port, timeout):
        return _context().wrap_socket(super()._get_socket(host, port, timeout), server_hostname=host)
