"""Talking to other people's servers: the one client for addresses that somebody typed in (spec/security.md row 22).

The name is resolved once and the connection goes to that very address, so it cannot become another one in between.
Addresses that are not of the public internet are refused in every disguise; redirects are not followed.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

TIMEOUT_SECONDS = 10
MOST_READ_BYTES = 16_000
PORTS = {"https": 443, "http": 80}
_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))


class AddressRefused(ValueError):
    """We do not talk to that address; the text says why."""


class NoAnswer(Exception):
    """The other side could not be reached, or did not answer in time."""


@dataclass(frozen=True)
class Answer:
    """What the other side said: no more of it than was asked for."""

    status: int
    body: bytes
    seconds: float
    location: str = ""  # where it sends us; nobody goes there by itself


def checked(url: str) -> SplitResult:
    """The parts of an address we would talk to. Raises AddressRefused; resolves nothing."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise AddressRefused(_("That is no web address.")) from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise AddressRefused(_("Write an address that begins with https://."))
    if parts.username or parts.password:
        raise AddressRefused(_("Leave name and password out of the address."))
    if port not in (None, PORTS[parts.scheme]) and not _is_trusted(parts):
        raise AddressRefused(_("Only the usual ports (443, 80) are talked to."))
    if not _is_trusted(parts) and _is_literal(parts.hostname):
        _require_public(ipaddress.ip_address(parts.hostname))
    return parts


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Send the body there. Raises AddressRefused, NoAnswer."""
    return _exchange("POST", url, body, headers, MOST_READ_BYTES)


def get(url: str, headers: dict[str, str], *, most_bytes: int) -> Answer:
    """Fetch what is there, at most so much of it. Raises AddressRefused, NoAnswer."""
    return _exchange("GET", url, None, headers, most_bytes)


def _exchange(method: str, url: str, body: bytes | None, headers: dict[str, str], most_bytes: int) -> Answer:
    parts = checked(url)
    began = time.monotonic()
    connection = _connection(parts, _resolved(parts))
    # Each read has a time-out of its own, so that a server which trickles would hold us for hours.
    is_over = threading.Event()
    limit = threading.Timer(TIMEOUT_SECONDS, _break, [connection, is_over])
    limit.daemon = True
    limit.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body, {"Host": parts.netloc, **headers})
        answer = connection.getresponse()
        there = answer.getheader("Location", "")
        said = Answer(answer.status, answer.read(most_bytes), time.monotonic() - began, there)
        if is_over.is_set():  # cut off by us, what was read so far looks like an answer
            raise TimeoutError(f"no whole answer within {TIMEOUT_SECONDS} s")
        return said
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(f"{type(error).__name__}: {error}"[:300]) from error
    finally:
        limit.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked up before, under the name it was looked up by."""

    def __init__(self, parts: SplitResult, address: str):
        super().__init__(str(parts.hostname), parts.port or PORTS[parts.scheme], timeout=TIMEOUT_SECONDS)
        self._address, self._is_sealed = address, parts.scheme == "https"

    def connect(self):
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._is_sealed:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _connection(parts: SplitResult, address: str) -> _Pinned:
    return _Pinned(parts, address)


def _resolved(parts: SplitResult) -> str:
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or PORTS[parts.scheme], type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoAnswer(f"{parts.hostname}: {error}") from error
    address = str(found[0][4][0])
    if not _is_trusted(parts):
        # One public address among private ones is no reason to trust the name.
        for row in found:
            _require_public(ipaddress.ip_address(str(row[4][0]).partition("%")[0]))
    return address


def _require_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    inner = _within(address)
    if not all(one.is_global and not one.is_multicast and not one.is_reserved for one in (address, *inner)):
        raise AddressRefused(_("%(address)s is not on the public internet.") % {"address": address})


def _within(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses that an IPv6 address stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in _NAT64):
        inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in inner if one is not None]


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_trusted(parts: SplitResult) -> bool:
    """Whether whoever runs this installation has said that this very address is fine."""
    return f"{parts.hostname}:{parts.port or PORTS.get(parts.scheme)}" in settings.OUTBOUND_HTTP_TRUSTED


def _break(connection: http.client.HTTPConnection, is_over: threading.Event) -> None:
    is_over.set()
    with contextlib.suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)
