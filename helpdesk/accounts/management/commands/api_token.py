from django.core.management.base import CommandError

from helpdesk.accounts import api_tokens
from helpdesk.accounts.models import Agent
from helpdesk.events.actors import Actor
from helpdesk.tenancy.commands import TenantCommand


class Command(TenantCommand):
    help = "Make an API token for a member of staff and print it, and nothing else."
    allow_all = False

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--user", required=True, help="the agent's e-mail address")
        parser.add_argument("--name", default="Command line", help="what the token is for")
        parser.add_argument("--read-only", action="store_true", help="a token that can only look")

    def handle_tenant(self, tenant, **options):
        email = options["user"].strip().lower()
        agent = Agent.objects.active().select_related("user").filter(user__email=email).first()
        if agent is None:
            raise CommandError(f"--user: {tenant.slug} has no active agent {email!r}")
        scope = "read" if options["read_only"] else "write"
        _, secret = api_tokens.make(agent, options["name"], by=Actor.system("command line"), scope=scope)
        self.stdout.write(secret)
