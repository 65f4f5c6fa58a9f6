"""`manage.py rebuild_metrics --tenant acme [--check]`: every figure from the event log once more."""

import time

from django.core.management.base import CommandError

from helpdesk.tenancy.commands import TenantCommand
from metrics import rebuilding


class Command(TenantCommand):
    help = "Derive all facts, daily sums and backlog snapshots from the events again, and name what was different."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--check", action="store_true", help="change nothing; fail where stored and rebuilt differ")

    def handle_tenant(self, tenant, *, check=False, **options):
        began = time.monotonic()
        findings = rebuilding.check() if check else rebuilding.rebuild()
        for finding in findings:
            self.stdout.write(f"  {tenant.slug}: {finding}")
        took = time.monotonic() - began
        verdict = "differs" if findings and check else "rebuilt" if findings else "stored and rebuilt are the same"
        self.stdout.write(f"{tenant.slug}: {verdict} ({took:.1f} s)")
        if findings and check:
            raise CommandError(f"the stored figures of {tenant.slug} are not what its events say")
