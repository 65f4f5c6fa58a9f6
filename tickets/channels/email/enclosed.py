"""What a mail brings besides words and files: an invitation, a signature, a seal that we cannot open."""

from collections.abc import Iterable
from datetime import date, datetime

from .structure import Part

_SIGNATURES = {
    "application/pgp-signature": "pgp-signed",
    "application/pkcs7-signature": "smime-signed",
    "application/x-pkcs7-signature": "smime-signed",
}
_PKCS7 = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_LONGEST = 300
_MOST_BYTES = 500_000


def seal_of(parts: Iterable[Part], text: str) -> str:
    """Return how the mail is signed or encrypted: pgp-signed, smime-encrypted …; "" for neither.

    Nothing is checked and nothing opened: that would need keys, and whose word for them counts.
    """
    found = ""
    for part in parts:
        if part.type == "application/pgp-encrypted" or any(kind == "multipart/encrypted" for _, kind in part.parents):
            return "pgp-encrypted"
        if part.type in _PKCS7:
            return "smime-opaque" if "signed" in part.parameters.get("smime-type", "").lower() else "smime-encrypted"
        found = found or _SIGNATURES.get(part.type, "")
    start = text[:20_000]
    if "-----BEGIN PGP MESSAGE-----" in start:
        return "pgp-encrypted"
    return found or ("pgp-signed" if "-----BEGIN PGP SIGNED MESSAGE-----" in start else "")


def invitation_of(parts: Iterable[Part]) -> dict[str, str]:
    """Return the first event of the mail's calendar, ready for JSON: what, where, who, from when to when; {} for none.

    Moments are ISO 8601: with an offset, without one ("floating", whoever reads it), or a mere day.
    """
    calendar = next((part for part in parts if part.type == "text/calendar" and part.body.strip()), None)
    if calendar is None or len(calendar.body) > _MOST_BYTES:
        return {}
    try:
        return _first_event(calendar.content())
    except Exception:  # noqa: BLE001 - the file is there to be opened by whatever understands it
        return {}


def in_words(invitation: dict[str, str]) -> str:
    """The invitation as plain lines, for a mail that says nothing else."""
    when = " – ".join(filter(None, (invitation.get("start", ""), invitation.get("end", ""))))
    return "\n".join(filter(None, (invitation.get("summary"), when.replace("T", " "), invitation.get("location"))))


def _first_event(content: bytes) -> dict[str, str]:
    from icalendar import Calendar  # seldom needed, and slow to load

    calendar = Calendar.from_ical(content)
    event = next(iter(calendar.walk("VEVENT")), None)
    if event is None:
        return {}
    start, end = event.decoded("DTSTART", None), event.decoded("DTEND", None)
    if end is None and start is not None and "DURATION" in event:
        end = start + event.decoded("DURATION")
    told = {
        "method": str(calendar.get("METHOD", "")).lower(),
        "summary": _line(event.get("SUMMARY")),
        "location": _line(event.get("LOCATION")),
        "organizer": _line(event.get("ORGANIZER")).removeprefix("mailto:").removeprefix("MAILTO:"),
        "start": _moment(start),
        "end": _moment(end),
        "repeats": "yes" if "RRULE" in event else "",
    }
    return {name: value for name, value in told.items() if value}


def _moment(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else ""


def _line(value: object) -> str:
    return " ".join(str(value or "").split())[:_LONGEST]
