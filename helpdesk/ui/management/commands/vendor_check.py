from django.core.management.base import BaseCommand, CommandError

from helpdesk.ui.vendoring import complaints, listed


class Command(BaseCommand):
    help = "Checks that every vendored file is listed in vendor.toml, unchanged, and has its licence beside it."
    requires_system_checks = []

    def handle(self, *args, **options):
        if told := complaints():
            raise CommandError("\n".join(told))
        self.stdout.write(f"{len(listed())} vendored files are as reviewed.")
