"""`make chaos-mail`: COUNT mails over SMTP while the receiver, the worker, Valkey and Postgres are killed with -9.

A stack of its own is started in a temporary folder. Three mails in ten are sent twice, one in ten has no Message-ID.
Whoever hears no 250 sends again, as mail servers do. Passes when every mail that was acknowledged is one message, and
every mail that we sent left once.
"""

import json
import math
import os
import random
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

COUNT = int(os.environ.get("COUNT") or 10_000)
VICTIMS = ("smtp", "worker", "valkey", "postgres")
SECONDS_BETWEEN_KILLS = 2.5
OF_A_COMPANY = 1_500  # below the cap of automatic mail an hour, so that each mail is owed an acknowledgement
LIVES_AT_LEAST_SECONDS = 6
PATIENCE_SECONDS = 300  # without anything getting on; a mail whose worker was killed waits for its lease to end
# A supervisor that waits half a minute before it starts again what dies often would leave nothing to kill.
STACK = """
import sys
from helpdesk.devstack import __main__, supervisor
supervisor.BACK_OFF_SECONDS = (0.5, 1, 2)
sys.exit(__main__.main())
"""


def main() -> None:
    home = Path(tempfile.mkdtemp(prefix="hdc-", dir="/tmp"))  # a socket's path may only be short
    os.environ |= {"HELPDESK_HOME": str(home), "DJANGO_SETTINGS_MODULE": "helpdesk.settings.dev"}
    argv = [sys.executable, "-c", STACK, "run", "--no-demo", "--only", "worker,beat,smtp"]
    with open(home / "stack.log", "wb") as log:
        stack = subprocess.Popen(argv, stdout=log, stderr=log, start_new_session=True)
    try:
        facts = _ready(home, stack)
        failures = play(home, facts)
    finally:
        stack.send_signal(signal.SIGTERM)
        stack.wait(120)
    if not failures:
        shutil.rmtree(home, ignore_errors=True)
    sys.exit("\n".join([*failures, f"state kept in {home}"]) if failures else 0)


def play(home: Path, facts: dict) -> list[str]:
    import django

    django.setup()
    tenants = found(COUNT // OF_A_COMPANY + 1)
    mails = [a_mail(n, f"support@chaos{n % len(tenants)}.test") for n in range(COUNT)]
    killer = Killer(home)
    begin = time.monotonic()
    killer.start()
    refused = send_all(mails, int(facts["SMTP_PORT"]))
    killer.stop()
    sent_in = time.monotonic() - begin
    drained_in = wait_for_quiet(tenants)
    result = count_up(tenants, home)
    print(f"{COUNT:,} mails in {sent_in:.0f} s ({refused:,} attempts without answer), quiet {drained_in:.0f} s later")
    print(f"killed: {dict(killer.kills)}\n{result}")
    return judge(result)


def judge(result: dict) -> list[str]:
    promises = {
        "messages": COUNT,
        "tickets": COUNT,
        "put aside": 0,
        "acknowledgements": COUNT,
        "not sent": 0,
        "copies too many": 0,
        "lost on the way out": 0,
    }
    wrong = {name: wanted for name, wanted in promises.items() if result[name] != wanted}
    return [f"{name}: {result[name]:,}, should be {wanted:,}" for name, wanted in wrong.items()]


def _ready(home: Path, stack: subprocess.Popen) -> dict:
    end = time.monotonic() + 180
    while b"Helpdesk is ready" not in (home / "stack.log").read_bytes():
        if stack.poll() is not None or time.monotonic() > end:
            raise SystemExit((home / "stack.log").read_text()[-3000:])
        time.sleep(0.2)
    return json.loads((home / "stack.json").read_text())


def found(count: int) -> list[int]:
    """Make so many companies, each with a mailbox; returns the ids of their tenants."""
    from helpdesk.accounts.companies import found_company
    from helpdesk.base import causes
    from helpdesk.events.actors import Actor
    from helpdesk.tenancy.context import use_tenant
    from tickets.channels import mailboxes

    tenants = []
    for n in range(count):
        with causes.cause():
            owner = {"owner_email": f"ada@chaos{n}.test", "owner_name": "Ada"}
            tenant = found_company(f"chaos{n}", f"Company {n}", **owner)
            with use_tenant(tenant):
                address = {"name": f"Company {n}", "address": f"support@chaos{n}.test"}
                mailboxes.make(address, by=Actor.system("chaos"))
        tenants.append(tenant.pk)
    return tenants


def a_mail(number: int, recipient: str) -> tuple[str, str, bytes]:
    sender = f"person{number}@north{number % 97}.test"
    message_id = f"Message-ID: <{number}@chaos.test>\r\n" if number % 10 else ""
    head = f"From: Person {number} <{sender}>\r\nTo: {recipient}\r\nSubject: Printer {number}\r\n{message_id}"
    return sender, recipient, f"{head}\r\nThe printer number {number} is on fire.\r\n".encode()


def send_all(mails: list[tuple[str, str, bytes]], port: int) -> int:
    """Send each until it is acknowledged, three in ten twice; returns how many attempts got no 250."""
    chance = random.Random(7)
    again = [mail for mail in mails if chance.random() < 0.3]
    everything = [*mails, *again]
    chance.shuffle(everything)
    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(lambda mail: _send(*mail, port), everything))


def _send(sender: str, recipient: str, raw: bytes, port: int) -> int:
    attempts = 0
    while True:
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
                server.sendmail(sender, [recipient], raw)
            return attempts
        except (OSError, smtplib.SMTPException):
            attempts += 1
            time.sleep(min(2.0, 0.1 * attempts))


class Killer(threading.Thread):
    """Kills now this part, now that, by the process id that their own supervisor wrote down."""

    def __init__(self, home: Path) -> None:
        super().__init__(daemon=True)
        self.kills: Counter[str] = Counter()
        self._home = home
        self._asked = threading.Event()
        self._seen: dict[tuple[int, str], float] = {}

    def run(self) -> None:
        chance = random.Random(11)
        while not self._asked.wait(SECONDS_BETWEEN_KILLS):
            self._kill(chance.choice(VICTIMS))

    def stop(self) -> None:
        self._asked.set()
        self.join()

    def _kill(self, name: str) -> None:
        from helpdesk.devstack import processes

        for row in processes.load(self._home / "pids.json"):
            if row.name == name and row.lives() and self._age(row) > LIVES_AT_LEAST_SECONDS:
                os.killpg(row.pid, signal.SIGKILL)
                self.kills[name] += 1

    def _age(self, row) -> float:
        return time.monotonic() - self._seen.setdefault((row.pid, row.started), time.monotonic())


def wait_for_quiet(tenants: list[int]) -> float:
    """Wait until nothing is on its way in or out, as long as it becomes less."""
    begin = moved = time.monotonic()
    least = math.inf
    while (waiting := _under_way(tenants)) and time.monotonic() - moved < PATIENCE_SECONDS:
        if waiting < least:
            least, moved = waiting, time.monotonic()
        time.sleep(2)
    return time.monotonic() - begin


def _under_way(tenants: list[int]) -> float:
    from django.db import DatabaseError, connection

    from helpdesk.events.models import Delivery
    from helpdesk.mailout.models import OutgoingMail
    from helpdesk.tenancy.context import use_tenant
    from tickets.models import RawMail

    try:
        count = 0
        for tenant in tenants:
            with use_tenant(tenant):
                count += RawMail.objects.filter(state=RawMail.State.PENDING).count()
                count += Delivery.objects.pending().count()
                count += OutgoingMail.objects.filter(state__in=["queued", "sending"]).count()
        return count
    except DatabaseError:  # it was killed, and comes back
        connection.close()
        return math.inf


def count_up(tenants: list[int], home: Path) -> dict[str, int]:
    from helpdesk.mailout.models import OutgoingMail
    from helpdesk.tenancy.context import use_tenant
    from tickets.models import Message, RawMail, Ticket

    result: Counter[str] = Counter()
    sent: set[str] = set()
    for tenant in tenants:
        with use_tenant(tenant):
            result["messages"] += Message.objects.filter(kind=Message.Kind.CUSTOMER).count()
            result["tickets"] += Ticket.objects.count()
            result["put aside"] += RawMail.objects.exclude(state=RawMail.State.PROCESSED).count()
            owed = OutgoingMail.objects.filter(purpose="acknowledgement")
            result["acknowledgements"] += owed.count()
            result["not sent"] += owed.exclude(state=OutgoingMail.State.SENT).count()
            sent |= set(owed.filter(state=OutgoingMail.State.SENT).values_list("message_id", flat=True))
    arrived = Counter(_message_id(path) for path in (home / "outbox").glob("*.eml"))
    result["copies too many"] = sum(count - 1 for message_id, count in arrived.items() if message_id in sent)
    result["lost on the way out"] = len(sent - set(arrived))
    return dict(result)


def _message_id(path: Path) -> str:
    for line in path.read_bytes()[:8_000].splitlines():
        if line.lower().startswith(b"message-id:"):
            return line.split(b"<")[-1].rstrip(b">").decode()
    return ""


if __name__ == "__main__":
    main()
