"""What the domain name system says, asked with a short patience; the server asked is a setting (tests bring their
own)."""

from dataclasses import dataclass

import dns.exception
import dns.resolver
from django.conf import settings

PATIENCE_SECONDS = 5.0


class NoAnswer(Exception):
    """The name servers could not be reached or made no sense: nothing is known either way."""


@dataclass(frozen=True)
class Names:
    """Asks one set of name servers; without any, those of this machine."""

    servers: tuple[str, ...] = ()
    port: int = 53

    def texts(self, name: str) -> list[str]:
        """Return the TXT records of a name, whole; none is an empty list. Raises NoAnswer."""
        return [b"".join(row.strings).decode("utf-8", "replace") for row in self._ask(name, "TXT")]

    def mail_servers(self, name: str) -> list[str]:
        """Return the hosts that take mail for a domain, most wanted first. Raises NoAnswer."""
        rows = sorted(self._ask(name, "MX"), key=lambda row: row.preference)
        return [row.exchange.to_text(omit_final_dot=True) for row in rows]

    def _ask(self, name: str, kind: str) -> list:
        try:
            return list(self._resolver().resolve(name, kind, lifetime=PATIENCE_SECONDS, search=False))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError, ValueError) as error:
            raise NoAnswer(f"{type(error).__name__}: {error}"[:200]) from error

    def _resolver(self) -> dns.resolver.Resolver:
        resolver = dns.resolver.Resolver(configure=not self.servers)
        if self.servers:
            resolver.nameservers, resolver.port = list(self.servers), self.port
        return resolver


def names() -> Names:
    """The name servers this installation asks."""
    return Names(tuple(settings.DNS_SERVERS), settings.DNS_PORT)
