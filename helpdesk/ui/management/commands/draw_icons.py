from pathlib import Path

from django.core.management.base import BaseCommand

from helpdesk.ui.icons import ICONS, SPRITE, sprite_from


class Command(BaseCommand):
    help = "Draws the icon sprite anew from the `icons` folder of an unpacked lucide-static package."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *args, folder, **options):
        SPRITE.write_text(sprite_from(folder))
        self.stdout.write(f"{len(ICONS)} icons drawn; put the new hash of {SPRITE.name} into vendor.toml.")
