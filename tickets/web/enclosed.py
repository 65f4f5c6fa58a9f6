"""An invitation and a signature as a message shows them."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.ui.templatetags.ui import when

SEALS = {
    "pgp-signed": (gettext_lazy("signed (PGP), not checked"), ""),
    "smime-signed": (gettext_lazy("signed (S/MIME), not checked"), ""),
    "smime-opaque": (
        gettext_lazy("signed (S/MIME), not checked"),
        gettext_lazy("Its words are packed into the signature: open the attached file in a mail program."),
    ),
    "pgp-encrypted": (
        gettext_lazy("encrypted (PGP)"),
        gettext_lazy("Nobody here has the key. The mail is kept as it came; ask for it unencrypted, or open the file."),
    ),
    "smime-encrypted": (
        gettext_lazy("encrypted (S/MIME)"),
        gettext_lazy("Nobody here has the key. The mail is kept as it came; ask for it unencrypted, or open the file."),
    ),
}
_ASKS = {
    "request": gettext_lazy("Invitation"),
    "cancel": gettext_lazy("Cancelled"),
    "reply": gettext_lazy("Answer to an invitation"),
    "counter": gettext_lazy("Another time is proposed"),
}


def seal(enclosed: dict) -> tuple[str, str]:
    """How the mail is signed or sealed, and what that means; ("", "") for neither."""
    return SEALS.get(enclosed.get("seal", ""), ("", ""))


def invitation(enclosed: dict) -> list[tuple[str, str]]:
    """The event in rows of label and value, its moments in the reader's zone; [] for none."""
    told = enclosed.get("invitation") or {}
    if not told:
        return []
    rows = [
        (_ASKS.get(told.get("method", ""), _("Event")), told.get("summary") or _("(no subject)")),
        (_("From"), _moment(told.get("start", ""))),
        (_("Until"), _moment(told.get("end", ""))),
        (_("Repeats"), _("yes, see the file") if told.get("repeats") else ""),
        (_("Place"), told.get("location", "")),
        (_("Organised by"), told.get("organizer", "")),
    ]
    return [(str(label), value) for label, value in rows if value]


def _moment(text: str):
    try:
        if "T" not in text:
            return date_format(date.fromisoformat(text), "DATE_FORMAT") if text else ""
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    if timezone.is_aware(moment):
        return when(moment, "full")
    return _("%(moment)s (no time zone is named)") % {"moment": date_format(moment, "DATETIME_FORMAT")}
