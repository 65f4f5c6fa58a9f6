"""Who wrote: a person, or a machine that must be kept but never answered (RFC 3834; security rows 6 and 7).

Where a machine says so in its header, that is enough. Where it does not, two signs must agree: people write "Automatic
reply is broken", forward what came back to them, and answer from postmaster@ of a small firm.
"""

import re
from dataclasses import dataclass

from tickets.channels.base import Address

from . import machinemarks as marks
from .headers import Headers

LOOP_HEADER = "x-helpdesk-loop"
HUMAN = ""
_NO_REPLY = re.compile(r"^(?:no|do)?-?_?not?-?_?reply|^mailer-daemon$|^postmaster$", re.IGNORECASE)
_LOOKED_AT = 20_000


@dataclass(frozen=True)
class Signs:
    """What a mail shows of its origin. `report_type` and `types` come from its structure, `text` is its body."""

    headers: Headers
    sender: Address
    root_type: str = ""
    report_type: str = ""
    types: frozenset[str] = frozenset()  # media types of the parts; a calendar's with its method: text/calendar reply
    text: str = ""
    envelope_from: str | None = None

    @property
    def subject(self) -> str:
        return self.headers.text("subject")

    @property
    def local(self) -> str:
        return self.sender.email.partition("@")[0]

    @property
    def has_no_way_back(self) -> bool:
        return self.envelope_from == "" or self.headers.raw("return-path").strip() == b"<>"


def kind_of(signs: Signs) -> str:
    """Return what kind of machine wrote, or "" for a person.

    Kinds: loop, bounce, complaint, report, calendar (an answer to an invitation), reaction (a thumb up), auto_reply (an
    answer by rule), auto_generated (a monitor, an invoice), and list and bulk, which are only ways of distribution.
    """
    if signs.headers.raw(LOOP_HEADER):
        return "loop"
    if structural := _by_structure(signs):
        return structural
    if _is_returned(signs):
        return "bounce"
    if _is_auto_reply(signs):
        return "auto_reply"
    if _is_generated(signs):
        return "auto_generated"
    return _by_distribution(signs.headers)


def _by_structure(signs: Signs) -> str:
    if signs.report_type == "feedback-report":
        return "complaint"
    if signs.report_type == "disposition-notification":
        return "report"
    if signs.report_type == "delivery-status" or signs.headers.raw("x-failed-recipients"):
        return "bounce"
    if signs.root_type == "multipart/report":
        return "bounce" if _is_daemon(signs) or _is_postmaster(signs) else "report"
    if signs.types & marks.REACTIONS:
        return "reaction"
    return "calendar" if "text/calendar reply" in signs.types else ""


def _is_returned(signs: Signs) -> bool:
    """Say whether this is a bounce that follows no standard: from a daemon, about a delivery."""
    if marks.PASSED_ON.match(signs.subject):
        return False
    says_so = bool(marks.BOUNCE_SUBJECT.search(signs.subject))
    if _is_daemon(signs):
        return says_so or _holds_returned_mail(signs)
    if not _is_postmaster(signs):
        return False
    # Their people write too, and about deliveries: the server's own words must be there, or no way back.
    return _holds_returned_mail(signs) if not signs.has_no_way_back else says_so or _holds_returned_mail(signs)


def _is_daemon(signs: Signs) -> bool:
    return bool(marks.DAEMON.match(signs.local)) or (not signs.local and signs.has_no_way_back)


def _is_postmaster(signs: Signs) -> bool:
    return (
        bool(marks.POSTMASTER.match(signs.local) or marks.DAEMON_NAME.search(signs.sender.name))
        or signs.has_no_way_back
    )


def _holds_returned_mail(signs: Signs) -> bool:
    returned = signs.types & {
        "message/rfc822",
        "text/rfc822-headers",
        "message/rfc822-headers",
        "message/delivery-status",
    }
    return bool(returned) or bool(marks.RETURNED.search(signs.text[:_LOOKED_AT]))


def _is_auto_reply(signs: Signs) -> bool:
    headers = signs.headers
    if _submitted(headers) == "auto-replied" or any(headers.raw(name) for name in marks.AUTO_REPLY_FIELDS):
        return True
    if "auto_reply" in (headers.text("precedence").lower(), headers.text("x-precedence").lower()):
        return True
    if "autoreply" in headers.text("delivered-to").lower() or headers.text("x-mailer").lower().startswith("vacation"):
        return True
    return bool(marks.AWAY_SUBJECT.match(signs.subject)) and _second_sign(signs)


def _second_sign(signs: Signs) -> bool:
    """What makes a subject like "Out of office: …" an automatic reply: Exchange's wish, or the words of one."""
    if signs.headers.raw("x-auto-response-suppress") or signs.has_no_way_back:
        return True
    if "?" in signs.text[:_LOOKED_AT]:
        return False  # it asks something
    is_answer = bool(signs.headers.raw("in-reply-to") or signs.headers.raw("references"))
    return is_answer or bool(marks.AWAY_WORDS.search(signs.text[:_LOOKED_AT]))


def _is_generated(signs: Signs) -> bool:
    if _submitted(signs.headers) not in ("", "no") or any(signs.headers.raw(name) for name in marks.AUTO_FIELDS):
        return True
    return _is_daemon(signs) or signs.has_no_way_back


def _submitted(headers: Headers) -> str:
    return headers.text("auto-submitted").split(";")[0].split("(")[0].strip().lower()


def _by_distribution(headers: Headers) -> str:
    precedence = headers.text("precedence").lower()
    if precedence == "list" or any(headers.raw(name) for name in marks.LIST_FIELDS):
        return "list"
    if precedence in ("bulk", "junk") or headers.raw("list-unsubscribe") or headers.raw("feedback-id"):
        return "bulk"
    return HUMAN


def answers_nobody(sender: str) -> bool:
    """Say whether an address is one that no person reads, so that writing to it only feeds a loop."""
    return not sender or bool(_NO_REPLY.match(sender.partition("@")[0]))
