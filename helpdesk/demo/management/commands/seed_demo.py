"""`manage.py seed_demo`: the demo companies with three months of history, unless they are there."""

import subprocess
import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from helpdesk.base import clock
from helpdesk.base.garbage import leave_what_is_loaded_alone
from helpdesk.demo import escalating, founding, months, staffing
from helpdesk.demo.worlds import WORLDS
from helpdesk.events.recording import quietly
from helpdesk.tenancy.models import Tenant


class Command(BaseCommand):
    help = "Found the demo companies and play their last three months (does nothing where they exist)."

    def add_arguments(self, parser):
        parser.add_argument("--only", choices=[world.slug for world in WORLDS], help="only this company")

    def handle(self, *args, only=None, **options):
        missing = [world for world in WORLDS if not Tenant.objects.filter(slug=world.slug).exists()]
        if only:
            missing = [world for world in missing if world.slug == only]
        if len(missing) > 1:
            self._side_by_side(missing)
        elif missing:
            self._play(missing[0])

    def _side_by_side(self, worlds) -> None:
        """A process each: companies never meet, so their histories need not wait for each other."""
        command = [sys.executable, sys.argv[0], "seed_demo", "--only"]
        running = {world.name: subprocess.Popen([*command, world.slug]) for world in worlds}  # noqa: S603 ourselves
        failed = [name for name, process in running.items() if process.wait()]
        if failed:
            raise CommandError(f"the history of {', '.join(failed)} could not be played")

    def _play(self, world) -> None:
        with connection.cursor() as cursor:
            # A crash while seeding loses nothing that the next start would not play again.
            cursor.execute("set synchronous_commit to off")
        leave_what_is_loaded_alone()
        now = timezone.now()
        with clock.at(now - months.BEFORE), quietly():
            tenant = founding.found(world)
        steps = months.play(world, tenant, now)
        with clock.at(now), quietly():
            staffing.plan(world, tenant)
            escalating.plan(world, tenant)
        self.stdout.write(f"{world.name}: {steps} steps of history")
