"""`manage.py sla_audit --tenant acme`: do the stored clocks of every ticket stand where its event log puts them?"""

import time

from django.core.management.base import CommandError

from helpdesk.tenancy.commands import TenantCommand
from sla import auditing
from tickets.numbering import reference


class Command(TenantCommand):
    help = "Replay the event log of every ticket and name each clock, due time and deadline that is stored otherwise."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--sample", type=int, metavar="N", help="only so many tickets, half of them the newest")

    def handle(self, *args, **options):
        self.wrong = 0
        super().handle(*args, **options)
        if self.wrong:
            raise CommandError(f"{self.wrong} tickets do not stand as their events say")

    def handle_tenant(self, tenant, *, sample=None, **options):
        began, looked_at, wrong = time.monotonic(), 0, 0
        for ids in self._batches(sample):
            looked_at += len(ids)
            for ticket, differences in auditing.check(ids):
                wrong += 1
                for difference in differences:
                    self.stdout.write(f"  {reference(ticket)} {difference}")
        self.wrong += wrong
        took = time.monotonic() - began
        verdict = f"{wrong} wrong" if wrong else "all as their events say"
        self.stdout.write(f"{tenant.slug}: {looked_at} tickets, {verdict} ({took:.1f} s)")

    def _batches(self, sample: int | None):
        if sample is not None:
            if sample < 1:
                raise CommandError("--sample: give a number of tickets, at least 1")
            yield auditing.sample_ids(sample)
            return
        after = 0
        while ids := auditing.some_ids(after):
            yield ids
            after = ids[-1]
