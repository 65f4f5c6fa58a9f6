"""What mail authentication says about the sender. Only our own mail servers' word counts (RFC 8601 §5)."""

import re
from collections.abc import Iterable

from django.conf import settings

from .parsed import Parsed

_RESULT = re.compile(r"\b(dmarc|spf|dkim)\s*=\s*([a-z]+)", re.IGNORECASE)
_FROM = re.compile(r"\bheader\.from\s*=\s*([^\s;()]+)", re.IGNORECASE)


def verdict_of(parsed: Parsed) -> dict[str, str]:
    """Return {"dmarc": pass|fail|none, "spf": …, "dkim": …} as the last server that we trust has found it.

    Anybody can write an Authentication-Results field, so only the topmost one counts, and only if it bears the name of
    a server in TRUSTED_AUTHSERV_IDS; without one nothing is proved and everything is "none".
    """
    if not is_from_trusted_server(parsed, settings.TRUSTED_AUTHSERV_IDS):
        return {"dmarc": "none"}
    fields = parsed.headers["authentication-results"]
    results = {method.lower(): result.lower() for method, result in _RESULT.findall(fields[0])}
    return {**results, "dmarc": _dmarc(results.get("dmarc", "none"), fields[0], parsed)}


def is_from_trusted_server(parsed: Parsed, names: Iterable[str]) -> bool:
    """Say whether a server of that name was the last to write what it found."""
    fields = parsed.headers.get("authentication-results", [])
    trusted = {name.lower() for name in names}
    return bool(fields) and fields[0].split(";")[0].strip().split(" ")[0].lower() in trusted


def _dmarc(result: str, field: str, parsed: Parsed) -> str:
    header_from = _FROM.search(field)
    domain = header_from[1].rpartition("@")[2].lower().strip(".") if header_from else ""
    if result == "pass":
        return "pass" if domain == parsed.sender.domain else "none"
    return "fail" if result in ("fail", "permerror") else "none"
