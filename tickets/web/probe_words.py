"""How the tests of the way in to mailboxes read on the page of domains."""

from django.utils.translation import gettext as _

from helpdesk.base import clock
from helpdesk.mailout.models import OutgoingMail
from helpdesk.ui.templatetags.ui import when
from tickets.channels import probing
from tickets.models import MailProbe

STUCK = (OutgoingMail.State.FAILED, OutgoingMail.State.BOUNCED, OutgoingMail.State.CANCELLED)


def of_mailboxes(mailbox_ids: list[int]) -> dict[int, dict]:
    """The newest test of each mailbox: tone, words and when it left."""
    order = ("mailbox", "-sent_at", "-pk")
    newest = MailProbe.objects.filter(mailbox__in=mailbox_ids).select_related("mailbox").order_by(*order)
    probes = list(newest.distinct("mailbox"))
    mails = OutgoingMail.objects.filter(purpose=probing.PURPOSE, subject_id__in=[probe.pk for probe in probes])
    mail_of = {mail.subject_id: mail for mail in mails}
    return {probe.mailbox_id: _words(probe, mail_of.get(probe.pk)) for probe in probes}


def _words(probe: MailProbe, mail: OutgoingMail | None) -> dict:
    tone, state, says = _arrived(probe) if probe.arrived_at else _missing(probe, mail)
    return {"tone": tone, "state": state, "says": says, "at": when(probe.sent_at)}


def _arrived(probe: MailProbe) -> tuple[str, str, str]:
    says = _("The test came in after %(count)s s.") % {
        "count": max(0, round((probe.arrived_at - probe.sent_at).total_seconds()))
    }
    if probe.arrived_by and probe.arrived_by != probe.mailbox.address:
        says += " " + _("It came by another mailbox: %s.") % probe.arrived_by
    if not probe.changed:
        return "ok", _("in order"), says
    changed = _("On the way others rewrote: %s. Forward without changing mail, or answers may not thread.")
    return "warn", _("rewritten"), f"{says} {changed % ', '.join(probe.changed)}"


def _missing(probe: MailProbe, mail: OutgoingMail | None) -> tuple[str, str, str]:
    if mail is not None and mail.state in STUCK:
        return "late", _("came back"), _("The test did not get there: %s") % (mail.last_error[:200] or "–")
    if clock.now() - probe.sent_at < probing.TOO_LONG:
        return "info", _("not yet"), _("The test has not come in yet.")
    says = _("The test has not come in. Check the forwarding, the spam folder there, and whether we may fetch.")
    return "late", _("not arrived"), says
