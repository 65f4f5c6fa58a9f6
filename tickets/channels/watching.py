"""A mailbox that falls silent against its own habit, or that we are not let into any more, tells the administrators
once.

Its habit is what came in the same hours of the last four weeks: nights, weekends and quiet mailboxes explain
themselves.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.notices.models import Notice
from helpdesk.notices.telling import tell as tell_agents
from helpdesk.tenancy.context import current_tenant
from tickets.events import MAILBOX_ALARM, MAILBOX_WELL
from tickets.models import Mailbox, RawMail

WEEKS = 4
LEAST_MAILS = 3  # in those hours of each of the weeks
LEAST_SILENCE = timedelta(hours=1)
LONGEST_SILENCE = timedelta(days=6)
FETCH_PATIENCE = timedelta(minutes=4)
_WATCHER = Actor.system("mail")
Alarm = Mailbox.Alarm


def consider(mailbox_ids: list[int]) -> None:
    """Raise the alarm of mailboxes that need a look, and end it where all is well again."""
    for mailbox in Mailbox.objects.filter(pk__in=mailbox_ids).order_by("pk"):
        alarm = _alarm_of(mailbox)
        if alarm != mailbox.alarm:
            _change(mailbox.pk, alarm)


def _alarm_of(mailbox: Mailbox) -> str:
    if _cannot_be_fetched(mailbox):
        return Alarm.FETCH
    return Alarm.SILENT if is_silent(mailbox) else ""


def _cannot_be_fetched(mailbox: Mailbox) -> bool:
    since = mailbox.fetch_failing_since
    if not mailbox.imap_host or since is None:
        return False
    return _is_refused(mailbox.fetch_error) or clock.now() - since >= FETCH_PATIENCE


def _is_refused(error: str) -> bool:
    """Whether trying again cannot help: a password that is wrong, or a token that has expired."""
    return any(word in error.lower() for word in ("login", "auth", "credential", "invalid_grant", "expired"))


def is_silent(mailbox: Mailbox) -> bool:
    """Say whether nothing came since the last mail although in each of four weeks something did in those hours."""
    mails = RawMail.objects.filter(mailbox=mailbox)
    newest = mails.order_by("-received_at").values_list("received_at", flat=True).first()
    now = clock.now()
    if newest is None or now - newest < LEAST_SILENCE:
        return False
    since = max(newest, now - LONGEST_SILENCE)
    return all(_came(mails, since, now, weeks) >= LEAST_MAILS for weeks in range(1, WEEKS + 1))


def _came(mails, since: datetime, now: datetime, weeks: int) -> int:
    back = timedelta(weeks=weeks)
    window = mails.filter(received_at__gt=since - back, received_at__lte=now - back).order_by()
    return window[:LEAST_MAILS].count()


@transaction.atomic
def _change(mailbox_id: int, alarm: str) -> None:
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox_id)
    if mailbox.alarm == alarm:
        return
    mailbox.alarm = alarm
    mailbox.save(update_fields=["alarm"])
    if alarm:
        record(MAILBOX_ALARM, mailbox, by=_WATCHER, address=mailbox.address, why=_why(mailbox))
    else:
        record(MAILBOX_WELL, mailbox, by=_WATCHER, address=mailbox.address)


def _why(mailbox: Mailbox) -> str:
    with translation.override(current_tenant().language):
        if mailbox.alarm == Alarm.FETCH:
            return _("its server does not let us in: %s") % mailbox.fetch_error[:150]
        return _("no mail comes, although some came in these hours of every one of the last four weeks")


def tell(event) -> None:
    """Tell all administrators of a mailbox that needs a look."""
    admins = Agent.objects.administrators().select_related("user")
    with translation.override(current_tenant().language):
        text = _("The mailbox %(address)s needs a look: %(why)s") % event.data
        tell_agents(admins, Notice.Kind.SYSTEM, event, text=text, path=f"/settings/mailboxes/{event.subject_id}/")
