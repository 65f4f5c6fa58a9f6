"""Whether mail to a company's public address reaches us: we send one with a token, and know it when it comes in."""

import re
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from helpdesk.base import clock, ids
from helpdesk.base.mail import Draft
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.mailout.writing import write
from helpdesk.tenancy.context import current_tenant, current_tenant_id
from tickets.channels.email.parsed import Parsed
from tickets.events import MAILBOX_PROBED
from tickets.models import Mailbox, MailProbe, RawMail

PURPOSE = "probe"
TOO_LONG = timedelta(minutes=15)
LEAST_BETWEEN = timedelta(seconds=30)
GOOD_FOR = timedelta(days=2)
_MARKS = ("Fwd:", "FW:", "WG:", "[EXTERNAL]", "[EXT]", "***SPAM***")  # put before subjects on the way
_TOKEN = re.compile(r"probe-([a-z2-7]{20,100})")


@transaction.atomic
def send(mailbox: Mailbox, *, by: Actor) -> MailProbe | None:
    """Mail a test to the mailbox's public address. None where the last one left a moment ago."""
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    if mailbox.probes.filter(sent_at__gt=clock.now() - LEAST_BETWEEN).exists():
        return None
    probe = MailProbe.objects.create(mailbox=mailbox, sent_at=clock.now())
    write(_draft(mailbox, probe), mailbox.address, purpose=PURPOSE, subject_id=probe.pk)
    record(MAILBOX_PROBED, mailbox, by=by, address=mailbox.address)
    return probe


def take(row: RawMail, parsed: Parsed) -> bool:
    """Whether this mail is a test of ours, which is written down. It becomes no ticket, however often it comes."""
    found = _token_in(parsed)
    probe = _probe_of(found) if found else None
    if probe is None:
        return False
    if probe.arrived_at is None:
        probe.arrived_at, probe.changed = row.received_at, _changes(parsed, str(found))
        probe.arrived_by = row.mailbox.address if row.mailbox else ""
        probe.save(update_fields=["arrived_at", "arrived_by", "changed"])
    return True


def _draft(mailbox: Mailbox, probe: MailProbe) -> Draft:
    token = f"probe-{_token(probe)}"
    with translation.override(current_tenant().language):
        text = _("This mail tests whether mail to %(address)s reaches the help desk. There is nothing to do.")
        return Draft(
            sender=(current_tenant().name, f"noreply@{settings.REPLY_DOMAIN}"),
            to=[("", mailbox.address)],
            subject=f"{_('Test of the way to the help desk')} {token}",
            message_id=f"{token}@{settings.REPLY_DOMAIN}",
            date=clock.now(),
            text=text % {"address": mailbox.address} + f"\n\n{token}",
            # Not marked by `is_automatic`: where the address does not exist, its server shall tell us.
            extra={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
        )


def _token(probe: MailProbe) -> str:
    return ids.sign(PURPOSE, current_tenant_id(), probe.pk)


def _token_in(parsed: Parsed) -> str | None:
    """The token, wherever the way here left it."""
    places = (parsed.message_id, parsed.subject, parsed.text, parsed.quoted_text)
    found = (_TOKEN.search(place[:20_000]) for place in places)
    return next((match[1] for match in found if match), None)


def _probe_of(token: str) -> MailProbe | None:
    numbers = ids.read(PURPOSE, token)
    if numbers is None or len(numbers) != 2 or numbers[0] != current_tenant_id():
        return None
    # Not for ever: whoever keeps an old token could else hide mail from agents.
    recent = MailProbe.objects.filter(sent_at__gt=clock.now() - GOOD_FOR).select_for_update()
    return recent.filter(pk=numbers[1]).first()


def _changes(parsed: Parsed, token: str) -> list[str]:
    wanted = {
        "Message-ID": f"probe-{token}" in parsed.message_id,
        "From": parsed.sender.email.lower() == f"noreply@{settings.REPLY_DOMAIN}".lower(),
        "Subject": parsed.subject.endswith(f"probe-{token}") and parsed.subject.split(" ")[0] not in _MARKS,
        "Text": f"probe-{token}" in parsed.text,
    }
    return [name for name, is_kept in wanted.items() if not is_kept]
