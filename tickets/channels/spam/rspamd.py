"""Asking and teaching rspamd, by its HTTP protocol, where whoever runs this has one (RSPAMD_URL).

Whether it answers or not, mail goes on: late mail harms more than a piece of spam does.
"""

import http.client
import json
import logging
import time
from urllib.parse import urlsplit

from django.conf import settings

from tickets.channels.spam.opinions import Opinion

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 5
PAUSE_SECONDS = 30  # after one that did not answer, mail is not held up by asking again at once
MOST_READ_BYTES = 256 * 1024
MOST_SIGNS = 12
_SPAM_ACTIONS = ("reject", "add header", "rewrite subject", "quarantine")
_LEARNED = (200, 204, 208)  # 208: it has learned this mail before


class NotTaught(Exception):
    """rspamd did not take the lesson; the text says why. `is_final` where asking again would not help."""

    def __init__(self, why: str, *, is_final: bool = False):
        super().__init__(why)
        self.is_final = is_final


class _Silence:
    """Until when this process leaves it alone, on the monotonic clock."""

    until = 0.0


def is_configured() -> bool:
    return bool(settings.RSPAMD_URL)


def ask(raw: bytes, *, sender: str, recipients: list[str]) -> Opinion | None:
    """What rspamd thinks of a mail; None where there is none, or it does not answer. Never inside a transaction."""
    if not is_configured() or time.monotonic() < _Silence.until:
        return None
    envelope = [("From", sender), *(("Rcpt", one) for one in recipients[:20])]
    try:
        status, body = _talk("/checkv2", raw, envelope)
        said = json.loads(body)
        if status != 200 or not isinstance(said, dict):
            raise ValueError(f"answered {status}")
        return _opinion(said)
    except (OSError, http.client.HTTPException, ValueError, TypeError) as error:
        _Silence.until = time.monotonic() + PAUSE_SECONDS
        log.warning("rspamd was not heard, mail goes on without it: %s", error)
        return None


def teach(raw: bytes, *, is_spam: bool, recipients: list[str]) -> None:
    """Let rspamd learn what a mail is; the same twice is learned once. Raises NotTaught. Never inside a transaction."""
    place = "/learnspam" if is_spam else "/learnham"
    try:
        status, body = _talk(place, raw, [("Rcpt", one) for one in recipients[:20]])
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotTaught(f"{type(error).__name__}: {error}"[:200]) from error
    if status not in _LEARNED and b"has been already learned" not in body:
        # A wrong password is mended some day; a mail that it cannot learn stays so.
        said = f"{status} {body[:150].decode('utf-8', 'replace')}"
        raise NotTaught(said, is_final=status not in (401, 403, 429, 502, 503))


def _talk(path: str, raw: bytes, fields: list[tuple[str, str]]) -> tuple[int, bytes]:
    parts = urlsplit(settings.RSPAMD_URL)
    way = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = way(str(parts.hostname), parts.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.putrequest("POST", parts.path.rstrip("/") + path)
        if settings.RSPAMD_PASSWORD:
            fields = [*fields, ("Password", settings.RSPAMD_PASSWORD)]
        for name, value in [*fields, ("Content-Length", str(len(raw))), ("Content-Type", "message/rfc822")]:
            if value:
                connection.putheader(name, value.encode("utf-8"))
        connection.endheaders()
        connection.send(raw)
        answer = connection.getresponse()
        return answer.status, answer.read(MOST_READ_BYTES)
    finally:
        connection.close()


def _opinion(said: dict) -> Opinion:
    score, required = float(said["score"]), float(said.get("required_score") or 0) or None
    symbols = said.get("symbols")
    weighed = [
        (float(one.get("score") or 0), name)
        for name, one in (symbols.items() if isinstance(symbols, dict) else ())
        if isinstance(one, dict)
    ]
    signs = [f"{name} ({weight:+.1f})" for weight, name in sorted(weighed, reverse=True) if weight][:MOST_SIGNS]
    return Opinion("rspamd", str(said.get("action")) in _SPAM_ACTIONS, score, required, signs)
