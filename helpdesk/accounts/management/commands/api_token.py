"""`manage.py api_token --tenant acme --user ada@acme.test` prints a new API token and nothing else."""

from django.core.management.base import CommandError

from helpdesk.accounts import tokens
from helpdesk.accounts.models import Agent
from helpdesk.events.actors import Actor
from helpdesk.tenancy.commands import TenantCommand


class Command(TenantCommand):
    help = "Make an API token for an agent and print it. It is shown this once."
    allow_all = False

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--user", required=True, help="the agent's e-mail address")
        parser.add_argument("--name", default="command line")
        parser.add_argument("--scope", choices=["read", "write"], default="write")

    def handle_tenant(self, tenant, *, user, name, scope, **options):
        agent = Agent.objects.active().filter(user__email=user.lower()).first()
        if agent is None:
            raise CommandError(f"--user: {tenant.name} has no active agent {user!r}")
        _, key = tokens.make(agent, name, by=Actor.system("command line"), scope=scope)
        self.stdout.write(key)
