"""What happens to many tickets: created by the API, answered, come in by mail, their deadlines swept.

Throughput is measured with two processes, as many as the machine we promise it for has cores; each is this module
started anew (`python -m benchmarks.flows NAME COUNT NUMBER`).
"""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta

PROCESSES = 2


def rate(name: str, count: int) -> float:
    """How many a second two processes manage together, `count` in all."""
    share = count // PROCESSES
    command = [sys.executable, "-m", "benchmarks.flows", name, str(share)]
    begin = time.perf_counter()
    running = [subprocess.Popen([*command, str(n)], stdout=subprocess.PIPE, text=True) for n in range(PROCESSES)]
    spans = [json.loads(process.communicate()[0].strip().splitlines()[-1]) for process in running]
    if any(process.returncode for process in running):
        raise RuntimeError(f"{name}: a process failed after {time.perf_counter() - begin:.0f} s")
    return share * PROCESSES / (max(end for _, end in spans) - min(start for start, _ in spans))


def create_by_api(count: int, number: int) -> None:
    """POST /api/v1/tickets through the whole application, a new subject each."""
    post = _poster("/api/v1/tickets/")
    for n in range(count):
        body = {
            "subject": f"Created by the bench {number}-{n}",
            "message": {"text": "It stops after 30 seconds."},
            "requester": {"email": f"person{n % 500}@bench-{number}.test", "name": "Somebody"},
        }
        post(body)


def mails_in(count: int, number: int) -> None:
    """Store and process mails of new tickets, one after the other, as a worker does."""
    from helpdesk.tenancy.models import Tenant
    from tickets.channels.email import rawmail
    from tickets.channels.email.processing import process
    from tickets.channels.email.rawmail import Envelope
    from tickets.models import Mailbox

    tenant = Tenant.objects.get(slug="big")
    mailbox_id = _in_scope(tenant, lambda: Mailbox.objects.filter(is_default=True).values_list("pk", flat=True).get())
    for n in range(count):
        sender = f"person{n % 500}@mail-{number}.test"
        raw = (
            f"From: Somebody <{sender}>\r\nTo: support@big.test\r\nSubject: By mail {number}-{n}\r\n"
            f"Message-ID: <{time.time_ns()}.{number}.{n}@bench.test>\r\n"
            'Content-Type: multipart/alternative; boundary="x"\r\n\r\n'
            "--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe export stops.\r\n\r\nSomebody\r\n"
            "--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>The <b>export</b> stops.</p>\r\n--x--\r\n"
        ).encode()
        raw_id, _ = rawmail.store(
            tenant.pk, raw, Envelope(sender, ("support@acme.test",), "smtp"), mailbox_id=mailbox_id
        )
        process(tenant.pk, raw_id)


def sweep(count: int, number: int) -> None:
    """Work off deadlines side by side with another process."""
    from sla.sweeping import sweep as sweep_all

    sweep_all()


def replies(times: int) -> list[float]:
    """Milliseconds of each of `times` answers by the domain action, commit included."""
    from helpdesk.accounts.models import Agent
    from helpdesk.events.recording import quietly
    from helpdesk.tenancy.context import use_tenant
    from helpdesk.tenancy.models import Tenant
    from tickets import conversation
    from tickets.conversation import Words
    from tickets.models import Ticket

    tenant, spans = Tenant.objects.get(slug="big"), []
    numbers = _in_scope(tenant, lambda: list(Ticket.objects.open().values_list("number", flat=True)[:times]))
    for each in numbers:
        begin = time.perf_counter()
        with quietly(), use_tenant(tenant):
            agent = Agent.objects.get(user__email="bo@big.test")
            conversation.reply(Ticket.objects.get(number=each), Words(text="We are looking into it."), by=agent)
        spans.append((time.perf_counter() - begin) * 1000)
    return spans


def make_due(count: int) -> int:
    """Let `count` running clocks of the big company fall due a minute ago; returns how many points that is."""
    from django.utils import timezone

    from helpdesk.tenancy.context import use_tenant
    from helpdesk.tenancy.models import Tenant
    from sla.models import Clock, Deadline

    past = timezone.now() - timedelta(minutes=1)
    with use_tenant(Tenant.objects.get(slug="big")):
        rows = Deadline.objects.pending().filter(kind=Deadline.Kind.BREACH, clock__breached_at=None)
        chosen = list(rows.filter(clock__state="running").values_list("pk", "clock_id")[:count])
        Clock.objects.filter(pk__in=[clock for _, clock in chosen]).update(due_at=past - timedelta(seconds=10))
        return Deadline.objects.filter(pk__in=[pk for pk, _ in chosen]).update(fire_at=past)


def still_due() -> int:
    from helpdesk.tenancy.context import use_tenant
    from helpdesk.tenancy.models import Tenant
    from sla.models import Deadline

    return _in_scope(Tenant.objects.get(slug="big"), lambda: _count_due(Deadline, use_tenant))


def _count_due(deadlines, _scope) -> int:
    from helpdesk.base import clock

    return deadlines.objects.due(clock.now()).count()


def _poster(path: str):
    import io

    from django.conf import settings
    from django.test import RequestFactory

    from benchmarks.floor import ask
    from helpdesk.wsgi import application

    host = f"big.{settings.HELPDESK_DOMAIN}"
    token = os.environ["BENCH_TOKEN"]

    def post(body: dict) -> None:
        content = json.dumps(body).encode()
        headers = {"authorization": f"Bearer {token}"}
        request = RequestFactory(SERVER_NAME=host).post(path, content, content_type="application/json", headers=headers)
        ask(application, {**request.environ, "wsgi.input": io.BytesIO(content)})

    return post


def _in_scope(tenant, look):
    from helpdesk.tenancy.context import use_tenant

    with use_tenant(tenant):
        return look()


def main() -> None:
    import django

    django.setup()
    from helpdesk.base.garbage import leave_what_is_loaded_alone

    name, count, number = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    flow = {"api": create_by_api, "mail": mails_in, "sweep": sweep}[name]
    flow(0, number)  # imports what it needs
    leave_what_is_loaded_alone()  # as the worker and the web process do when they start
    begin = time.time()
    flow(count, number)
    print(json.dumps([begin, time.time()]))


if __name__ == "__main__":
    main()
