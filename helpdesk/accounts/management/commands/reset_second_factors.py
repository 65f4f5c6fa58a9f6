"""`manage.py reset_second_factors --user bo@acme.test`: for somebody who lost phone, passkeys and recovery codes.

Whoever runs it has made sure, by another way than a mail, that the person asking is that person (docs/security.md).
"""

from django.core.management.base import BaseCommand, CommandError

from helpdesk.accounts import second_factors
from helpdesk.accounts.models import User
from helpdesk.events.actors import Actor


class Command(BaseCommand):
    help = "Take all second factors of a login away and sign it out everywhere. Its password stays."

    def add_arguments(self, parser):
        parser.add_argument("--user", required=True, help="the login's e-mail address")

    def handle(self, *, user, **options):
        found = User.objects.filter(email=user.strip().lower()).first()
        if found is None:
            raise CommandError(f"--user: there is no login {user!r}")
        gone = second_factors.take_away(found, by=Actor.system("command line"))
        self.stdout.write(f"{gone} taken away; {found.email} signs in with the password and sets up a new one.")
