"""`manage.py receive_mail --to support@acme.test < message.eml`: for mail servers that deliver by a command.

Exit codes as mail servers expect them: 0 kept, 67 no such mailbox, 75 try again later.
"""

import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError

from helpdesk.tenancy.context import use_tenant
from tickets.channels.email import directory, rawmail
from tickets.channels.email.processing import process
from tickets.channels.email.rawmail import Envelope
from tickets.models import RawMail
from tickets.numbering import reference

NO_SUCH_MAILBOX, TOO_LARGE, TRY_LATER = 67, 65, 75


class Command(BaseCommand):
    help = "Receives one mail from standard input, places it and prints its ticket."

    def add_arguments(self, parser):
        parser.add_argument("--to", required=True, help="the mailbox it was sent to")
        parser.add_argument("--from", dest="sender", default="", help="the envelope sender")

    def handle(self, *, to, sender, **options):
        raw = sys.stdin.buffer.read(settings.MAIL_SIZE_LIMIT_BYTES + 1)
        if len(raw) > settings.MAIL_SIZE_LIMIT_BYTES:
            raise CommandError(f"larger than {settings.MAIL_SIZE_LIMIT_BYTES:,} bytes", returncode=TOO_LARGE)
        try:
            self.stdout.write(self._receive(raw, to, sender))
        except (DatabaseError, InterfaceError, OSError) as error:
            raise CommandError(f"not kept, try again later: {error}", returncode=TRY_LATER) from error

    def _receive(self, raw: bytes, to: str, sender: str) -> str:
        route = directory.route(to)
        if route is None:
            raise CommandError(f"there is no mailbox {to}", returncode=NO_SUCH_MAILBOX)
        envelope = Envelope(sender, (to,), "command")
        raw_id, _ = rawmail.store(route.tenant_id, raw, envelope, mailbox_id=route.mailbox_id)
        process(route.tenant_id, raw_id)
        with use_tenant(route.tenant_id):
            return _told(RawMail.objects.select_related("ticket").get(pk=raw_id))


def _told(row: RawMail) -> str:
    if row.state == RawMail.State.PROCESSED and row.ticket is not None:
        return reference(row.ticket)
    return f"{row.state}: {row.reason}" if row.reason else row.state
