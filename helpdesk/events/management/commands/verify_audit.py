"""`manage.py verify_audit --tenant acme`: is the event log as it was sealed?"""

import time

from django.core.management.base import CommandError

from helpdesk.events import verifying
from helpdesk.events.sealing import PRINT_BYTES
from helpdesk.tenancy.commands import TenantCommand

MOST_NAMED = 20


class Command(TenantCommand):
    help = "Check the event log against its seals, and name what was changed, added or taken away since."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--expect", metavar="HASH", help="a seal written down before: it must still be one of the company's"
        )

    def handle(self, *args, **options):
        if options["expect"] and options["all_tenants"]:
            raise CommandError("--expect: a seal belongs to one company, name it with --tenant")
        self.wrong = 0
        super().handle(*args, **options)
        if self.wrong:
            raise CommandError(f"{self.wrong} seals do not fit")

    def handle_tenant(self, tenant, *, expect=None, **options):
        began, events, wrong, newest, is_found = time.monotonic(), 0, 0, None, not expect
        for seal, fault in verifying.check():
            newest, events = seal, events + len(seal.prints) // PRINT_BYTES
            is_found = is_found or seal.hash == expect.strip().lower()
            if fault:
                wrong += 1
                if wrong <= MOST_NAMED:
                    self.stdout.write(f"  seal {seal.number} of {seal.sealed_at:%Y-%m-%d %H:%M} UTC: {fault}")
        if not is_found:
            wrong += 1
            self.stdout.write("  --expect: no seal has that hash. The end was taken away, or all was sealed anew")
        self.wrong += wrong
        verdict = f"{wrong} wrong" if wrong else "all as they were sealed"
        self.stdout.write(f"{tenant.slug}: {events} events, {verdict} ({time.monotonic() - began:.1f} s)")
        if newest:
            self.stdout.write(f"  last seal: {newest.number} of {newest.sealed_at:%Y-%m-%d %H:%M} UTC {newest.hash}")
