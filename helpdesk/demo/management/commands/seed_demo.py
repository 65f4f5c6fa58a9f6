"""`manage.py seed_demo`: the two demo companies with three months of history, unless they are there."""

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from helpdesk.base import clock
from helpdesk.demo import founding, months
from helpdesk.demo.worlds import WORLDS
from helpdesk.tenancy.models import Tenant


class Command(BaseCommand):
    help = "Found the demo companies and play their last three months (does nothing where they exist)."

    def handle(self, *args, **options):
        with connection.cursor() as cursor:
            # A crash while seeding loses nothing that the next start would not play again.
            cursor.execute("set synchronous_commit to off")
        now = timezone.now()
        for world in WORLDS:
            if Tenant.objects.filter(slug=world.slug).exists():
                continue
            with clock.at(now - months.BEFORE):
                tenant = founding.found(world)
            happened = months.play(world, tenant, now)
            self.stdout.write(f"{world.name}: {happened} steps of history")
