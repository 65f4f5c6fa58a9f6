"""`manage.py smtp_receiver`: receive mail for the companies' mailboxes until told to stop."""

import asyncio
import signal

from django.conf import settings
from django.core.management.base import BaseCommand

from tickets.channels.email.receiver import Handler, serve
from tickets.tasks import process_raw_mail


class Command(BaseCommand):
    help = "Receives mail by SMTP on SMTP_PORT for the companies' mailboxes."

    def handle(self, **options):
        asyncio.run(self._serve())

    async def _serve(self):
        handler = Handler(process_raw_mail.ring)
        server = await serve(handler, settings.SMTP_BIND, settings.SMTP_PORT)
        stopped = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        self.stdout.write(f"receiving mail on {settings.SMTP_BIND}:{settings.SMTP_PORT}")
        self.stdout.flush()
        async with server:
            await stopped.wait()
        handler.close()
