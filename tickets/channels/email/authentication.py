"""What mail authentication says about the sender. Only our own mail servers' word counts (RFC 8601 §5)."""

import re

from django.conf import settings

from .parsed import Parsed

_RESULT = re.compile(r"\b(dmarc|spf|dkim)\s*=\s*([a-z]+)", re.IGNORECASE)
_FROM = re.compile(r"\bheader\.from\s*=\s*([^\s;()]+)", re.IGNORECASE)


def verdict_of(parsed: Parsed) -> dict[str, str]:
    """Return {"dmarc": pass|fail|none, "spf": …, "dkim": …} as the last server that we trust has found it.

    Anybody can write an Authentication-Results field, so only the topmost one counts, and only if it bears the name of
    a server in TRUSTED_AUTHSERV_IDS; without one nothing is proved and everything is "none".
    """
    fields = parsed.headers.get("authentication-results", [])
    trusted = {name.lower() for name in settings.TRUSTED_AUTHSERV_IDS}
    if not fields or fields[0].split(";")[0].strip().split(" ")[0].lower() not in trusted:
        return {"dmarc": "none"}
    results = {method.lower(): result.lower() for method, result in _RESULT.findall(fields[0])}
    return {**results, "dmarc": _dmarc(results.get("dmarc", "none"), fields[0], parsed)}


def _dmarc(result: str, field: str, parsed: Parsed) -> str:
    header_from = _FROM.search(field)
    domain = header_from[1].rpartition("@")[2].lower().strip(".") if header_from else ""
    if result == "pass":
        return "pass" if domain == parsed.sender.domain else "none"
    return "fail" if result in ("fail", "permerror") else "none"
