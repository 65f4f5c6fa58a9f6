"""`manage.py create_company acme "Acme" --owner ada@acme.test --owner-name Ada`: a company and its first owner."""

import os
import sys

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from helpdesk.accounts.companies import found_company
from helpdesk.base import causes
from helpdesk.tenancy.directory import base_url

UNDO_SEND_SECONDS = 10  # to begin with; the company's settings say otherwise


class Command(BaseCommand):
    help = (
        "Found a company with its owner. The owner's password is read from the environment variable OWNER_PASSWORD, "
        "or from standard input when --password-stdin is given; without either the owner sets one by 'forgot password'."
    )

    def add_arguments(self, parser):
        parser.add_argument("slug", help="short name and sub-domain, e.g. acme")
        parser.add_argument("name", help="the company's name")
        parser.add_argument("--owner", required=True, help="the owner's e-mail address")
        parser.add_argument("--owner-name", required=True)
        parser.add_argument("--time-zone", default="UTC")
        parser.add_argument("--language", default="en")
        parser.add_argument("--password-stdin", action="store_true")

    def handle(self, *args, slug, name, owner, owner_name, time_zone, language, password_stdin, **options):
        password = sys.stdin.readline().rstrip("\n") if password_stdin else os.environ.get("OWNER_PASSWORD")
        try:
            with causes.cause():
                tenant = found_company(
                    slug,
                    name,
                    owner_email=owner,
                    owner_name=owner_name,
                    password=password or None,
                    time_zone=time_zone,
                    language=language,
                    undo_send_seconds=UNDO_SEND_SECONDS,
                )
        except (ValidationError, IntegrityError) as error:
            raise CommandError(f"{slug}: {error}") from error
        self.stdout.write(f"{tenant.name} is at {base_url(tenant)}")
