"""A company with a million running clocks: due points swept by four workers, and all clocks recounted after an edit.

Each worker is this module started anew (`python -m benchmarks.promises NAME …`), as Celery's are processes.
"""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from statistics import quantiles

from benchmarks import database
from benchmarks.multiply import multiply

CLOCKS = 1_000_000
POINTS = 10_000
SEEDS = 20
WORKERS = 4
SLUG = "clocks"
EVERY_SECONDS = 5  # as beat rings
WITHIN_SECONDS = 60
TARGET_SECONDS = 2_000 * 3600  # far enough for nothing but the chosen points to be due


def found() -> None:
    """A company whose few tickets have hundreds of hours left. Made before others are copied: ids below the copies'."""
    from helpdesk.accounts.companies import found_company
    from helpdesk.base import clock
    from helpdesk.mailout.writing import muted
    from helpdesk.tenancy.context import use_tenant
    from sla.models import Clock, Deadline, EscalationRule
    from tests.factories.tickets import make_ticket
    from tickets.contacts import find_or_make

    tenant = found_company(SLUG, "Clocks", owner_email=f"owner@{SLUG}.test", owner_name="Owner", ticket_prefix="CLK")
    with use_tenant(tenant), muted():
        EscalationRule.objects.update(is_active=False)
        contact = find_or_make(f"someone@{SLUG}-customer.test", "Someone")
        for _n in range(SEEDS):
            make_ticket(contact)
        due_at = clock.now() + timedelta(days=400)
        Clock.objects.active().update(target_seconds=TARGET_SECONDS, due_at=due_at)
        Deadline.objects.pending().filter(clock__isnull=False).update(fire_at=due_at)


def fill(name: str, scale: float, say) -> None:
    """Copy the tickets of the company (`found` made it) until their clocks are enough."""
    from helpdesk.tenancy.context import use_tenant
    from sla.models import Clock

    with use_tenant(_tenant()):
        clocks = Clock.objects.active().count()
    copies = max(1, round(CLOCKS * scale / clocks))
    with database.connected("postgres", name) as cursor:
        multiply(cursor, _tenant().pk, copies, copies, say)


def report(scale: float, say) -> None:
    """Measure both and print three lines."""
    from helpdesk.tenancy.context import use_tenant
    from sla.models import Clock

    with use_tenant(_tenant()):
        clocks = Clock.objects.active().count()
    points = max(100, round(POINTS * min(1, scale)))
    swept = sweep_points(points)
    say(f"\n{clocks:,} running clocks, {points:,} points within a minute, {WORKERS} workers")
    late, query = swept["late"], swept["query"]
    say(f"{'fired late':<32}p50 {_at(late, 50):.1f} s, p99 {_at(late, 99):.1f} s, {swept['left']} left, "
        f"{swept['twice']} twice")  # fmt: skip
    say(f"{'sweep query':<32}p50 {_at(query, 50):.1f} ms, p95 {_at(query, 95):.1f} ms ({len(query)} of them)")
    quiet = updates(numbers(), seconds=5)
    seconds, busy, left = recount()
    say(f"{'recount after an edit':<32}{clocks:,} clocks in {seconds:.0f} s ({clocks / seconds:.0f}/s), {left} left")
    say(f"{'update of a ticket':<32}p50 {_at(quiet, 50):.1f} ms, p95 {_at(quiet, 95):.1f} ms; meanwhile "
        f"p50 {_at(busy, 50):.1f} ms, p95 {_at(busy, 95):.1f} ms, longest {max(busy):.0f} ms")  # fmt: skip


def sweep_points(points: int) -> dict:
    """Let points fall due over a minute; returns how late each fired (s), the sweep's queries (ms), what is wrong."""
    from django.db import connection
    from django.db.models import Count

    from helpdesk.tenancy.context import use_tenant
    from sla.models import ClockChange, Deadline

    chosen, end = _fall_due(points)
    told = _run("sweep", end + 30)
    with use_tenant(_tenant()):
        rows = Deadline.objects.filter(pk__in=chosen, state=Deadline.State.FIRED)
        late = [(fired - fire).total_seconds() for fire, fired in rows.values_list("fire_at", "fired_at")]
        breaches = ClockChange.objects.filter(type="breach", ticket__in=rows.values("ticket"))
        each = breaches.values("ticket", "metric", "instance").annotate(n=Count("pk"))
        twice = each.filter(n__gt=1).count()
        connection.close()
    query = [span for one in told for span in one["queries"]]
    return {"late": late, "query": query, "left": points - len(late), "twice": twice}


def recount() -> tuple[float, list[float], int]:
    """Close a day; returns seconds until all clocks follow, updates of tickets meanwhile (ms), how many are left."""
    from helpdesk.base import clock
    from helpdesk.events.actors import Actor
    from helpdesk.tenancy.context import use_tenant
    from sla import opening_hours
    from sla.models import Calendar, Clock

    with use_tenant(_tenant()):
        calendar = Calendar.objects.get(is_default=True)
        closed = dict(calendar.form["exceptions"])
        day = (clock.now() + timedelta(days=1 + len(closed))).date().isoformat()  # another one in every run
        form = calendar.form | {"exceptions": closed | {day: []}}
        opening_hours.edit(calendar, name=calendar.name, form=form, is_default=True, by=Actor.system("bench"))
    command = [sys.executable, "-m", "benchmarks.promises", "recount"]
    begin = time.perf_counter()
    running = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _n in range(WORKERS)]
    known, busy = numbers(), []
    while any(process.poll() is None for process in running):
        busy += updates(known, seconds=1)
    seconds = time.perf_counter() - begin
    with use_tenant(_tenant()):
        newest = Calendar.objects.get(is_default=True)
        behind = Clock.objects.active().filter(calendar=newest, calendar_revision__lt=newest.revision).count()
    return seconds, busy, behind


def numbers() -> list[int]:
    """Tickets to draw from."""
    from helpdesk.tenancy.context import use_tenant
    from tickets.models import Ticket

    with use_tenant(_tenant()):
        return list(Ticket.objects.open().order_by("number").values_list("number", flat=True)[:200_000])


def updates(numbers: list[int], seconds: float) -> list[float]:
    """Milliseconds of changes of tickets drawn at random, commit included, for so many seconds."""
    import random

    from helpdesk.events.actors import Actor
    from helpdesk.events.recording import quietly
    from helpdesk.tenancy.context import use_tenant
    from tickets import triage
    from tickets.models import Ticket

    tenant, spans = _tenant(), []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        number = random.choice(numbers)
        begin = time.perf_counter()
        with quietly(), use_tenant(tenant):
            ticket = Ticket.objects.get(number=number)
            triage.set_priority(ticket, 5 - ticket.priority, by=Actor.system("bench"))
        spans.append((time.perf_counter() - begin) * 1000)
        time.sleep(0.01)
    return spans


def _fall_due(points: int) -> tuple[list[int], float]:
    """Spread the breaches of some clocks over the minute that begins in five seconds."""
    from django.db.models import F
    from django.utils import timezone

    from helpdesk.tenancy.context import use_tenant
    from sla import ledger
    from sla.deadlines import GRACE
    from sla.models import Deadline

    first = timezone.now() + timedelta(seconds=EVERY_SECONDS)
    with use_tenant(_tenant()):
        rows = Deadline.objects.pending().filter(kind=Deadline.Kind.BREACH, clock__state="running")
        # One that is behind its calendar is counted anew before anything fires for it, and is then due when it was.
        rows = rows.filter(clock__calendar_revision=F("clock__calendar__revision"))
        chosen = list(rows.select_related("clock").order_by("-id")[:points])
        for number, row in enumerate(chosen):
            row.fire_at = first + timedelta(seconds=WITHIN_SECONDS * number / points)
            row.clock.due_at = (row.fire_at - GRACE).replace(microsecond=0)
        ledger.store([(row, ["fire_at"]) for row in chosen])
        ledger.store([(row.clock, ["due_at"]) for row in chosen])
    return [row.pk for row in chosen], time.time() + EVERY_SECONDS + WITHIN_SECONDS


def _run(name: str, *arguments) -> list[dict]:
    command = [sys.executable, "-m", "benchmarks.promises", name, *map(str, arguments)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _n in range(WORKERS)]
    return [json.loads(process.communicate()[0].strip().splitlines()[-1]) for process in running]


def _sweep_until(end: float) -> None:
    """Sweep whenever beat would ring; prints how long each of the sweep's own queries took."""
    from django.db import connection

    from sla.sweeping import sweep

    spans: list[float] = []

    def watch(execute, statement, params, many, context):
        begin = time.perf_counter()
        answer = execute(statement, params, many, context)
        if "SKIP LOCKED" in statement or "due_deadlines" in statement:
            spans.append((time.perf_counter() - begin) * 1000)
        return answer

    with connection.execute_wrapper(watch):
        while time.time() < end:
            begin = time.time()
            sweep()
            time.sleep(max(0.0, EVERY_SECONDS - (time.time() - begin)))
    print(json.dumps({"queries": spans}))


def _tenant():
    from helpdesk.tenancy.models import Tenant

    return Tenant.objects.get(slug=SLUG)


def _at(spans: list[float], percent: int) -> float:
    if len(spans) < 2:
        return spans[0] if spans else 0.0
    return quantiles(spans, n=100, method="inclusive")[percent - 1]


def main() -> None:
    import django

    django.setup()
    from helpdesk.base.garbage import leave_what_is_loaded_alone

    leave_what_is_loaded_alone()
    if sys.argv[1] == "sweep":
        _sweep_until(float(sys.argv[2]))
    else:
        from sla.tasks import catch_up

        catch_up()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.dev")
    main()
