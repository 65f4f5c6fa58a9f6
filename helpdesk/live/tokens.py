"""Who may hear what: a signed token says so, because the event loop that serves streams never asks the database."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing

SALT = "helpdesk.live"
LIFE_SECONDS = 60  # to open a stream with; an open stream outlives its token, see hub.py


@dataclass(frozen=True)
class Ticket:
    """What a valid token entitles to."""

    tenant_id: int
    audience: str
    topics: frozenset[str]


def stream_token(tenant_id: int, audience: str, topics: Sequence[str]) -> str:
    """A token that opens one tenant's stream for `audience` ("agent:7", "contact:9") and these topics only."""
    return signing.dumps([tenant_id, audience, list(topics)], salt=SALT)


def read_token(token: str) -> Ticket | None:
    """What the token entitles to; None for one that is forged, garbled or too old."""
    try:
        tenant_id, audience, topics = signing.loads(token, salt=SALT, max_age=LIFE_SECONDS)
    except signing.BadSignature:
        return None
    return Ticket(tenant_id, audience, frozenset(topics))
