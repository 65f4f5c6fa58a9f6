"""What mail authentication says about the sender. Only our own mail servers' word counts (RFC 8601 §5)."""

import re
from collections.abc import Iterable, Iterator

from django.conf import settings

from .parsed import Parsed

_RESULT = re.compile(r"\s*(dmarc|spf|dkim)\s*(?:/\s*\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_FROM = re.compile(r"\sheader\.from\s*=\s*([^\s;()]+)", re.IGNORECASE)
_HELO = re.compile(r"\ssmtp\.helo\s*=", re.IGNORECASE)
_MAIL_FROM = re.compile(r"\ssmtp\.mailfrom\s*=", re.IGNORECASE)
_WORST_FIRST = ("fail", "hardfail", "permerror", "softfail", "temperror", "neutral", "policy", "none", "pass")
_PIECE = re.compile(r"\\.|.", re.DOTALL)


def verdict_of(parsed: Parsed) -> dict[str, str]:
    """Return {"dmarc": pass|fail|none, "spf": …, "dkim": …} as the last server that we trust has found it.

    Anybody can write an Authentication-Results field, so only the topmost one counts, and only if it bears the name of
    a server in TRUSTED_AUTHSERV_IDS; without one nothing is proved and everything is "none".
    """
    if not is_from_trusted_server(parsed, settings.TRUSTED_AUTHSERV_IDS):
        return {"dmarc": "none"}
    found = list(_results(parsed.headers["authentication-results"][0]))
    said = {
        method: [(result, clause) for by, result, clause in found if by == method]
        for method in ("dmarc", "spf", "dkim")
    }
    results = {"dmarc": _dmarc(said["dmarc"], parsed)}
    if said["spf"]:
        results["spf"] = _spf(said["spf"])
    if said["dkim"]:  # one good signature of several is enough
        is_signed = any(result == "pass" for result, _clause in said["dkim"])
        results["dkim"] = "pass" if is_signed else _worst(said["dkim"])
    return results


def is_from_trusted_server(parsed: Parsed, names: Iterable[str]) -> bool:
    """Say whether a server of that name was the last to write what it found."""
    fields = parsed.headers.get("authentication-results", [])
    trusted = {name.lower() for name in names}
    return bool(fields) and fields[0].split(";")[0].strip().split(" ")[0].lower() in trusted


def _results(field: str) -> Iterator[tuple[str, str, str]]:
    """The method and its result where one may stand, at the start of a clause, with the clause itself."""
    for clause in _without_words_of_others(field).split(";")[1:]:
        if found := _RESULT.match(clause):
            yield found[1].lower(), found[2].lower(), clause


def _without_words_of_others(field: str) -> str:
    """The field without comments and quoted strings: a sender's address or name may stand there, and say anything."""
    kept, is_quoted, depth = [], False, 0
    for piece in _PIECE.findall(field):
        if piece == '"' and not depth:
            is_quoted = not is_quoted
        elif not is_quoted and piece in "()":
            depth = max(0, depth + (1 if piece == "(" else -1))
        elif not is_quoted and not depth:
            kept.append(piece)
    return "".join(kept)


def _spf(found: list[tuple[str, str]]) -> str:
    """Of several results the worst; one about the name a server gave itself (HELO) only where there is no other."""
    about_sender = [one for one in found if not _HELO.search(one[1]) or _MAIL_FROM.search(one[1])]
    return _worst(about_sender or found)


def _worst(found: list[tuple[str, str]]) -> str:
    order = {result: number for number, result in enumerate(_WORST_FIRST)}
    return min((result for result, _clause in found), key=lambda result: order.get(result, len(order)))


def _dmarc(found: list[tuple[str, str]], parsed: Parsed) -> str:
    """Of several results the worst."""
    if any(result in ("fail", "permerror") for result, _clause in found):
        return "fail"
    is_passed = found and all(result == "pass" and _domain(clause) == parsed.sender.domain for result, clause in found)
    return "pass" if is_passed else "none"


def _domain(clause: str) -> str:
    header_from = _FROM.search(clause)
    return header_from[1].rpartition("@")[2].lower().strip(".") if header_from else ""
