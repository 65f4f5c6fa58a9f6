"""Management commands on tenants' data say whose: --tenant SLUG, or --all-tenants for one scope after another."""

from abc import ABC, abstractmethod

from django.core.management.base import BaseCommand, CommandError

from helpdesk.base import causes
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant


class TenantCommand(BaseCommand, ABC):
    """Base of such commands: implement `handle_tenant(tenant, **options)`; it runs inside the tenant's transaction."""

    allow_all = True

    def add_arguments(self, parser):
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--tenant", help="the company's short name, e.g. acme")
        if self.allow_all:
            whose.add_argument("--all-tenants", action="store_true", help="every company, one after the other")

    def handle(self, *args, **options):
        tenants = self._tenants(options)
        own = {name: value for name, value in options.items() if name not in ("tenant", "all_tenants")}
        for tenant in tenants:
            with causes.cause(), use_tenant(tenant):
                self.handle_tenant(tenant, **own)

    def _tenants(self, options) -> list[Tenant]:
        if options.get("all_tenants"):
            return list(Tenant.objects.order_by("pk"))
        found = Tenant.objects.filter(slug=options["tenant"]).first()
        if found is None:
            raise CommandError(f"--tenant: there is no company {options['tenant']!r}")
        return [found]

    @abstractmethod
    def handle_tenant(self, tenant, **options):
        """What the command does for one tenant."""
