"""What was found out about who sent a message, and what else makes its reader look twice."""

from django.utils.translation import gettext as _

from tickets.models import Message

_METHODS = ("dmarc", "spf", "dkim")


def found(verdict: dict) -> str:
    """What a mail server that we trust has found: "DMARC pass, SPF pass"; "" where none has looked."""
    told = {method: verdict[method] for method in _METHODS if verdict.get(method)}
    return (
        ", ".join(f"{method.upper()} {result}" for method, result in told.items()) if told != {"dmarc": "none"} else ""
    )


def doubts(message: Message) -> list[tuple[str, str]]:
    """In a word each, with the reason."""
    rows = []
    if message.verdict.get("dmarc") == "fail":
        rows.append((_("DMARC failed"), found(message.verdict)))
    elif not message.is_verified:
        rows.append((_("unverified"), _("The sender of this mail could not be proved.")))
    if message.enclosed.get("shares_id"):
        rows.append((_("same Message-ID"), _("Another mail with other words came under the same Message-ID.")))
    return rows
