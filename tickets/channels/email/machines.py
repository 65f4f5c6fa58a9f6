"""Who wrote: a person, or a machine that must be kept but never answered (RFC 3834; security rows 6 and 7).

Only headers and structure decide. A subject alone never makes a machine: people write "Automatic reply is broken" too.
"""

import re

from .headers import Headers

LOOP_HEADER = "x-helpdesk-loop"
HUMAN = ""
_NO_REPLY = re.compile(r"^(?:no|do)?-?_?not?-?_?reply|^mailer-daemon$|^postmaster$", re.IGNORECASE)
_DAEMON = re.compile(r"^(?:mailer-daemon|mail-daemon|maildaemon|mdaemon|mail delivery)", re.IGNORECASE)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|returned mail|delivery (?:status|failure|notification|has failed)|failure notice|delivery.{0,20}fail|"
    r"mail delivery failed|unzustellbar|nicht zustellbar|non remis|échec de la remise|no se (?:puede|ha podido) entregar|"  # noqa: E501
    r"mancato recapito|niet bezorg|não entreg|недоставлен|не доставлено|warning: message.{0,40}delayed",
    re.IGNORECASE,
)
_AWAY_SUBJECT = re.compile(
    r"^(?:automatic reply|auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office|abwesenheit|automatische antwort|"  # noqa: E501
    r"réponse automatique|absence du bureau|respuesta automática|risposta automatica|fuori sede|resposta automática|"
    r"automatisch antwoord|afwezig|autoodpowiedź|automatyczna odpowiedź|автоответ|автоматический ответ|autosvar|"
    r"poissaolo|otomatik yanıt|自动回复|自動回覆|자동 회신|自動応答)\b\s*:",
    re.IGNORECASE,
)
_AUTO_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply-from",
    "x-vacation",
    "x-mail-autoreply",
)
_LIST_HEADERS = ("list-id", "list-post", "list-help", "mailing-list", "x-mailing-list")


def kind_of(headers: Headers, *, root_type: str, report_type: str, sender: str, envelope_from: str | None) -> str:
    """Return what kind of machine wrote, or "" for a person.

    Kinds: loop, bounce, complaint, report, auto_reply (an answer by rule), auto_generated (a monitor, an invoice),
    and list and bulk, which are only ways of distribution.
    """
    if headers.raw(LOOP_HEADER):
        return "loop"
    if structural := _by_structure(headers, root_type, report_type, sender):
        return structural
    if _is_auto_reply(headers):
        return "auto_reply"
    if _submitted(headers) not in ("", "no"):
        return "auto_generated"
    if _is_returned(headers, sender, envelope_from):
        return "bounce"
    return _by_distribution(headers)


def _by_structure(headers: Headers, root_type: str, report_type: str, sender: str) -> str:
    if report_type == "feedback-report":
        return "complaint"
    if report_type == "disposition-notification":
        return "report"
    if report_type == "delivery-status" or headers.raw("x-failed-recipients"):
        return "bounce"
    if root_type == "multipart/report":
        return "bounce" if _from_daemon(headers, sender) else "report"
    return ""


def _is_auto_reply(headers: Headers) -> bool:
    if _submitted(headers) == "auto-replied":
        return True
    if any(headers.raw(name) for name in _AUTO_HEADERS) or headers.text("precedence").lower() == "auto_reply":
        return True
    if "autoreply" in headers.text("delivered-to").lower() or headers.text("x-precedence").lower() == "auto_reply":
        return True
    # Exchange marks its own automatic replies only by a subject prefix and by asking others not to answer.
    return bool(headers.raw("x-auto-response-suppress") and _AWAY_SUBJECT.match(headers.text("subject")))


def _submitted(headers: Headers) -> str:
    return headers.text("auto-submitted").split(";")[0].split("(")[0].strip().lower()


def _is_returned(headers: Headers, sender: str, envelope_from: str | None) -> bool:
    """Say whether this is a bounce that follows no standard: from a daemon, about a delivery, with no way back."""
    if not _from_daemon(headers, sender) or not _BOUNCE_SUBJECT.search(headers.text("subject")):
        return False
    no_way_back = envelope_from == "" or headers.raw("return-path").strip() == b"<>"
    return no_way_back or not _NO_REPLY.match(sender.partition("@")[0]) or bool(_DAEMON.match(sender.partition("@")[0]))


def _from_daemon(headers: Headers, sender: str) -> bool:
    local = sender.partition("@")[0]
    no_way_back = headers.raw("return-path").strip() == b"<>"
    return bool(_DAEMON.match(local)) or (local == "postmaster" and no_way_back) or (not sender and no_way_back)


def _by_distribution(headers: Headers) -> str:
    precedence = headers.text("precedence").lower()
    if precedence == "list" or any(headers.raw(name) for name in _LIST_HEADERS):
        return "list"
    if precedence in ("bulk", "junk") or headers.raw("list-unsubscribe") or headers.raw("feedback-id"):
        return "bulk"
    return HUMAN


def answers_nobody(sender: str) -> bool:
    """Say whether an address is one that no person reads, so that writing to it only feeds a loop."""
    return not sender or bool(_NO_REPLY.match(sender.partition("@")[0]))
