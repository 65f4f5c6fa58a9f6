"""Hosts that a company names and we connect to: only ones on the open internet (security row 22)."""

import ipaddress
import socket

from django.conf import settings


class NotPublic(OSError):
    """The host does not exist, or leads into our own network."""


def public_address(host: str, port: int) -> str:
    """Return one address of the host to connect to, checked now: connect to it and not to the name again.

    Raises NotPublic. ALLOW_PRIVATE_HOSTS lifts the check, for development and for installations in one's own network.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise NotPublic(f"{host} is not known") from error
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not addresses or not (settings.ALLOW_PRIVATE_HOSTS or all(map(_is_public, addresses))):
        raise NotPublic(f"{host} is not on the open internet")
    return addresses[0]


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        # Every way to write an IPv4 address inside an IPv6 one is judged by the IPv4 address.
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(str(inner))
        if address in ipaddress.ip_network("64:ff9b:1::/48"):
            return False
    return address.is_global and not address.is_multicast
