"""`manage.py demo_logins`: who can sign in where, for the terminal of `make run`."""

from django.conf import settings
from django.core.management.base import BaseCommand

from helpdesk.demo.worlds import WORLDS
from helpdesk.tenancy.directory import base_url
from helpdesk.tenancy.models import Tenant


class Command(BaseCommand):
    help = "Print the addresses and logins of the demo companies."

    def handle(self, *args, **options):
        for world in WORLDS:
            tenant = Tenant.objects.filter(slug=world.slug).first()
            if tenant:
                self._company(world, base_url(tenant))
        self.stdout.write(
            f"  Mail in:  smtp://127.0.0.1:{settings.SMTP_PORT}   Mail out: "
            f"http://{settings.HELPDESK_DOMAIN}:{settings.PUBLIC_PORT}/outbox/"
        )

    def _company(self, world, url):
        self.stdout.write(f"  {world.name}: {url}/desk/   customers: {url}/")
        for person in world.people[:1] if world.slug != "acme" else world.people:
            email = f"{person.name}@{world.slug}.test"
            self.stdout.write(f"    {person.role:<8} {email:<18} demo-{person.name}")
