"""The SMTP server for the companies' mailboxes: what it answers with 250 is on disk and committed.

It reads nothing and decides nothing: a worker places the mail, and a sweep rings for what no bell reached.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from tickets.channels.email import directory, rawmail
from tickets.channels.email.arriving import NO_ROOM, ArrivingMail, Room, take_in
from tickets.channels.email.rawmail import Envelope as RawEnvelope

log = logging.getLogger(__name__)
MOST_RECIPIENTS = 100
MOST_CONNECTIONS = 200
MOST_HELD_OF_A_LINE = 64 * 1024
IDLE_SECONDS = 120
ARRIVING_SECONDS = 600  # 25 MB at a third of a megabit a second
LARGE_BYTES = 4 * 1024 * 1024
_UNAVAILABLE = (DatabaseError, InterfaceError, OSError)


class Handler:
    """Answers RCPT from the directory and DATA after the commit; `ring` is told of each new mail."""

    def __init__(self, ring: Callable[[int, int], object], *, threads: int = 4) -> None:
        self._ring = ring
        self._count = threads
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="smtp-db")
        self._leaving = Barrier(threads)
        # To be stored a mail is held in memory, several times over. So large ones come one after the other.
        self._large = asyncio.Semaphore(1)

    async def handle_RCPT(self, server, session: Session, envelope: Envelope, address: str, options) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients, send the rest later"
        try:
            route = await self._in_thread(directory.route, address)
        except _UNAVAILABLE:
            log.exception("directory unavailable")
            return "451 4.3.0 Try again later"
        if route is None:
            return "550 5.1.1 No such mailbox here"
        routes = session.__dict__.setdefault("routes", {})
        routes[address] = route
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def keep(self, session: Session, envelope: Envelope, mail: ArrivingMail) -> str:
        """The answer to a mail that has arrived whole."""
        routes = {address: session.__dict__["routes"][address] for address in envelope.rcpt_tos}
        try:
            async with self._large if mail.size_bytes > LARGE_BYTES else nullcontext():
                stored = await self._in_thread(_store, envelope.mail_from or "", mail, routes)
        except _UNAVAILABLE:
            log.exception("mail not stored")
            return "451 4.3.0 Not stored, try again later"
        await self._in_thread(self._ring_all, stored)
        return "250 2.0.0 Stored"

    async def handle_exception(self, error: Exception) -> str:
        """A fault of ours never makes a sender give up its mail."""
        log.error("fault in an SMTP session", exc_info=error)
        return "451 4.3.0 Fault here, try again later"

    def close(self) -> None:
        """Let the threads go, with their connections."""
        for _ in range(self._count):
            self._threads.submit(_leave, self._leaving)
        self._threads.shutdown(wait=True)

    def _ring_all(self, stored: list[tuple[int, int]]) -> None:
        for tenant_id, raw_id in stored:
            try:
                self._ring(tenant_id, raw_id)
            except Exception:
                log.exception("no worker rung for mail %s", raw_id)

    async def _in_thread(self, function: Callable, *arguments):
        return await asyncio.get_running_loop().run_in_executor(self._threads, _with_connection, function, arguments)


def _leave(all_here: Barrier) -> None:
    # Each thread waits for the others, so that every one of them closes its own connection.
    all_here.wait(10)
    connections.close_all()


def _with_connection(function: Callable, arguments: tuple):
    close_old_connections()
    try:
        return function(*arguments)
    finally:
        close_old_connections()


def _store(sender: str, mail: ArrivingMail, routes: dict[str, directory.Route]) -> list[tuple[int, int]]:
    """Keep the mail once for each company it is for; returns what is new. Raises when any could not be kept."""
    raw = mail.whole()
    by_tenant: dict[int, list[str]] = {}
    for address, route in routes.items():
        by_tenant.setdefault(route.tenant_id, []).append(address)
    stored = []
    for tenant_id, addresses in by_tenant.items():
        mailbox_id = next((routes[a].mailbox_id for a in addresses if routes[a].mailbox_id), None)
        envelope = RawEnvelope(sender, tuple(addresses), "smtp")
        raw_id, is_new = rawmail.store(tenant_id, raw, envelope, mailbox_id=mailbox_id)
        if is_new:
            stored.append((tenant_id, raw_id))
    return stored


class Server(SMTP):
    """aiosmtpd's server with bounds of ours: on connections, on what each holds in memory and how long a mail takes."""

    line_length_limit = MOST_HELD_OF_A_LINE
    open_now = 0

    def __init__(self, handler: Handler, **options) -> None:
        super().__init__(
            handler,
            data_size_limit=settings.MAIL_SIZE_LIMIT_BYTES,
            enable_SMTPUTF8=True,
            hostname=settings.REPLY_DOMAIN,
            ident="helpdesk",
            timeout=IDLE_SECONDS,
            **options,
        )

    def connection_made(self, transport) -> None:
        Server.open_now += 1
        if Server.open_now > MOST_CONNECTIONS:
            transport.write(b"421 4.3.2 Too many connections, come back later\r\n")
            transport.close()
        super().connection_made(transport)

    def connection_lost(self, error) -> None:
        Server.open_now -= 1
        super().connection_lost(error)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:
        if await self.check_helo_needed():
            return
        if arg:
            await self.push("501 Syntax: DATA")
        elif not self.envelope.rcpt_tos:
            await self.push("503 Error: need RCPT command")
        elif Room.is_full():
            await self.push(NO_ROOM)
        else:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            answer = await self._receive_mail()
            self._set_post_data_state()
            await self.push(answer)

    async def _receive_mail(self) -> str:
        self._reset_timeout(ARRIVING_SECONDS)
        with ArrivingMail() as mail:
            await take_in(self._reader, mail)
            return mail.refusal or await self.event_handler.keep(self.session, self.envelope, mail)


async def serve(handler: Handler, host: str, port: int) -> asyncio.Server:
    """Listen for mail."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: Server(handler, loop=loop), host, port)
