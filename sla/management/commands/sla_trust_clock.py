"""`manage.py sla_trust_clock`: the database's clock is right now, let deadlines fire again."""

from django.core.management.base import BaseCommand

from sla import watching


class Command(BaseCommand):
    help = "Say that the database's clock is right, after it had jumped ahead and the sweep had stopped (sla.md §11.5)."

    def handle(self, **options):
        state = watching.trust_the_clock()
        self.stdout.write(f"The database's clock, {state.trusted_at:%Y-%m-%d %H:%M:%S} UTC, is believed from now on.")
