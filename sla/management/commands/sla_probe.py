"""`manage.py sla_probe`: what the clocks would say, one JSON request a line in, one JSON answer a line out.

It runs the engine that the tickets have, on rows of the log that nobody stores. So it needs no company and no database:
there is no effect that would have to be rolled back.
"""

import os
import sys

from django.core.management.base import BaseCommand

from sla.probe.lines import answer


class Command(BaseCommand):
    help = "Answers each JSON line of standard input (op: add, elapsed, clock) with one JSON line; keeps nothing."
    # It must answer where nothing is set up yet.
    requires_system_checks = []

    def handle(self, **options):
        try:
            for line in sys.stdin.buffer:
                self.stdout.write(answer(line))
                self.stdout.flush()
        except BrokenPipeError:
            # Whoever asked has heard enough. Python would complain once more when it flushes at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
