"""Mail from the first word of an SMTP conversation to the end of all that follows it.

The receiver, one worker (with as many processes as the stack gives it) and beat run as they run for people, on the big
company. Mails of many people come over eight connections, each in a conversation of its own. The company's agents carry
as much as they may: routing looks at each ticket, and writes down that nobody can take it. MAILS=400 for fewer; SHOW=1
names the statements. What the same processes use when no mail comes is taken off.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from benchmarks import database, letters, spent, wire
from benchmarks.running import mail_product

COUNT = int(os.environ.get("MAILS") or 1_200)
WARM_UP = 120
COUNTED = 120  # their statements are written down, which would slow the others
CONNECTIONS = 8
LOOK_EVERY_SECONDS = 0.1
PATIENCE_SECONDS = 300.0
IDLE_FOR_SECONDS, IDLE_SHARE = 11.0, 0.15  # longer than beat waits, and what its looks cost
MOST_LEFT_BEHIND_SECONDS = 1500.0

WAITING = """
select (select count(*) from tickets_rawmail where state = 'pending'),
       (select count(*) from events_delivery where state = 'pending')
       + (select count(*) from mailout_outgoingmail where state in ('queued', 'sending'))
       + (select count(*) from metrics_dirtyticket)
"""


def report(say) -> None:
    """Prints mails a second until all are tickets, and until nothing follows any more; what one costs."""
    mailboxes, tickets = prepare()
    with mail_product() as (port, taken, pids), database.connected("postgres", os.environ["PGDATABASE"]) as cursor:
        line = _Line(port, cursor, mailboxes, tickets)
        line.wait()
        line.carry(WARM_UP)
        places = pids | _servers()
        own = _one(cursor, "select pg_backend_pid()")
        idle = _idle(places, own)
        before, acknowledged = spent.cpu_ms(places, without=own), int(taken.read_text())
        spans = line.carry(COUNT)
        used = {
            name: ms - before[name] - idle[name] * spans[1] for name, ms in spent.cpu_ms(places, without=own).items()
        }
        acknowledged = int(taken.read_text()) - acknowledged
        statements: Counter[str] = Counter()
        with spent.every_statement(_home() / "log" / "postgres.log", statements):
            line.carry(COUNTED)
    say(f"\n{'mails, until all are tickets':<32}{COUNT / spans[0]:.0f}/s")
    say(f"{'mails, until all is done':<32}{COUNT / spans[1]:.0f}/s, {acknowledged} of {COUNT:,} acknowledged")
    for name, ms in {"all processes": sum(used.values()), **used}.items():
        say(f"{f'processor a mail, {name}':<32}{ms / COUNT:.1f} ms")
    say(f"{'statements a mail':<32}{statements.total() / COUNTED:.1f}")
    for text, times in statements.most_common() if os.environ.get("SHOW") else ():
        say(f"{times / COUNTED:8.2f}  {text}")


class _Line:
    """Carries mails in, and says how long it took."""

    def __init__(self, port: int, cursor, mailboxes: list[str], tickets: list[letters.Asked]):
        self._port, self._cursor, self._mailboxes, self._tickets = port, cursor, mailboxes, tickets

    def carry(self, count: int) -> tuple[float, float]:
        """Seconds until the mails are placed, and until nothing is left to be done for them."""
        from django.utils import timezone

        run = f"{time.time_ns():x}"
        mails = list(letters.some(count, self._mailboxes, self._tickets, run, timezone.now()))
        before = _one(self._cursor, "select count(*) from tickets_message")
        path = wire.written(mails, Path(f"/tmp/helpdesk-mails-{run}"))
        command = [sys.executable, "-m", "benchmarks.wire", "send", str(self._port), str(path), str(CONNECTIONS)]
        begin = time.perf_counter()
        with subprocess.Popen(command) as sending:
            placed_in = self._until(lambda row: sending.poll() is not None and not row[0]) - begin
            done_in = self._until(lambda row: not any(row) and _is_nothing_asked_for()) - begin
        path.unlink()
        if (new := _one(self._cursor, "select count(*) from tickets_message") - before) != count or sending.returncode:
            raise RuntimeError(f"{count} mails became {new} messages")
        return placed_in, done_in

    def wait(self) -> None:
        """Until nothing is left of a run before, which was perhaps broken off."""
        self._until(lambda row: not any(row) and _is_nothing_asked_for())

    def _until(self, is_so) -> float:
        end = time.perf_counter() + PATIENCE_SECONDS
        while True:
            self._cursor.execute(WAITING)
            if is_so(row := self._cursor.fetchone()):
                return time.perf_counter()
            if time.perf_counter() > end:
                raise TimeoutError(f"mails and what follows them that wait: {row}")
            time.sleep(LOOK_EVERY_SECONDS)


def prepare() -> tuple[list[str], list[letters.Asked]]:
    """Let the big company know its people, and its acknowledgements of earlier runs be of long ago."""
    from helpdesk.events.recording import quietly
    from helpdesk.mailout.writing import muted
    from helpdesk.tenancy.context import use_tenant
    from helpdesk.tenancy.models import Tenant
    from tickets.channels.email.threading import CONTACT, Thread, reply_address
    from tickets.contacts import find_or_make
    from tickets.models import ContactAddress, Mailbox, Ticket

    tenant = Tenant.objects.get(slug="big")
    with database.connected("postgres", os.environ["PGDATABASE"]) as cursor:
        cursor.execute("update mailout_outgoingmail set created_at = created_at - interval '7 days'")
    with use_tenant(tenant), quietly(), muted():
        known = set(ContactAddress.objects.values_list("address", flat=True))
        for address in map(letters.known_person, range(letters.KNOWN_PEOPLE)):
            if address not in known:
                find_or_make(address)
        people = dict(ContactAddress.objects.filter(is_primary=True).values_list("contact", "address"))
        rows = (
            Ticket.objects.open()
            .order_by("-created_at")
            .values_list("pk", "number", "requester")[: COUNT + WARM_UP + COUNTED]
        )
        tickets = [
            letters.Asked(reply_address(Thread(tenant.pk, pk, CONTACT, who)), people[who], number)
            for pk, number, who in rows
            if who in people
        ]
        return list(Mailbox.objects.filter(is_active=True).values_list("address", flat=True)), tickets


def _idle(places: dict[str, int], own: int) -> dict[str, float]:
    """Milliseconds of a processor a second that beat's looks cost when no mail comes, which no mail is to blame for.

    Of a new database promises are overdue and tickets are to be closed: that is waited for.
    """
    end = time.monotonic() + MOST_LEFT_BEHIND_SECONDS
    while time.monotonic() < end:
        before = spent.cpu_ms(places, without=own)
        time.sleep(IDLE_FOR_SECONDS)
        used = {name: ms - before[name] for name, ms in spent.cpu_ms(places, without=own).items()}
        if sum(used.values()) < IDLE_SHARE * IDLE_FOR_SECONDS * 1000:
            return {name: ms / IDLE_FOR_SECONDS for name, ms in used.items()}
    raise TimeoutError("the workers still have something left of what happened before")


def _servers() -> dict[str, int]:
    from helpdesk.devstack import processes

    return {row.name: row.pid for row in processes.load(_home() / "pids.json") if row.name in ("postgres", "valkey")}


def _home() -> Path:
    return Path(os.environ["HELPDESK_HOME"])


def _is_nothing_asked_for() -> bool:
    import redis
    from django.conf import settings

    from helpdesk.live.channel import client_url

    client = redis.Redis.from_url(client_url(settings.REDIS_URL))
    waiting = sum(client.llen(key) for key in client.keys("celery*") if client.type(key) == b"list")
    return not waiting and not client.hlen("unacked")  # what a worker has in its hands


def _one(cursor, statement: str) -> int:
    cursor.execute(statement)
    return cursor.fetchone()[0]
