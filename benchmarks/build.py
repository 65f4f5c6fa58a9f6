"""One company of a million tickets beside two hundred small ones."""

import time
from dataclasses import replace

from benchmarks import database, promises
from benchmarks.multiply import multiply

SEED_TICKETS_A_DAY = 2.0
TICKETS = 1_000_000
OPEN_TICKETS = 20_000
SMALL_COMPANIES = 200
PRIVATE_EVERY = 50  # so many tickets hold a private one; nobody asks about them until `pages` says that there are some


def build(name: str, scale: float, say, *, needs_big: bool = True) -> None:
    """Fill the (migrated, empty) database `name`; the app's settings already point at it."""
    begin = time.perf_counter()
    big = _found_big() if needs_big else None
    say(f"seeds played in {time.perf_counter() - begin:.0f} s")
    _found_small(max(2, round(SMALL_COMPANIES * min(scale, 1))))
    say(f"small companies after {time.perf_counter() - begin:.0f} s")
    promises.found()
    if big:
        _multiply(name, big, scale, say)
    promises.fill(name, scale, say)
    if big:
        _sum_up(big)
    _seal(say)
    say(f"built in {time.perf_counter() - begin:.0f} s")


def _multiply(name: str, big, scale: float, say) -> None:
    seeds, open_seeds = _counts(big)
    copies = max(1, round(TICKETS * scale / seeds))
    open_copies = max(1, round(OPEN_TICKETS * scale / max(open_seeds, 1)))
    with database.connected("postgres", name) as cursor:
        multiply(cursor, big.pk, copies, open_copies, say)
        cursor.execute(
            "update tickets_ticket set is_private = true where tenant_id = %s and id %% %s = 0", [big.pk, PRIVATE_EVERY]
        )


def _found_big():
    from django.utils import timezone

    from helpdesk.base import clock
    from helpdesk.demo import founding, months
    from helpdesk.demo.worlds import ACME

    now = timezone.now()
    world = replace(ACME, slug="big", name="Big", prefix="BIG", tickets_a_day=SEED_TICKETS_A_DAY)
    with clock.at(now - months.BEFORE):
        tenant = founding.found(world)
    months.play(world, tenant, now)
    return tenant


def _found_small(how_many: int) -> None:
    from helpdesk.accounts.companies import found_company
    from helpdesk.mailout.writing import muted
    from helpdesk.tenancy.context import use_tenant
    from tests.factories.tickets import make_ticket
    from tickets.contacts import find_or_make

    for number in range(how_many):
        slug = f"small-{number:03}"
        tenant = found_company(
            slug, slug, owner_email=f"owner@{slug}.test", owner_name="Owner", ticket_prefix=f"S{number:03}"
        )
        with use_tenant(tenant), muted():
            contact = find_or_make(f"someone@{slug}-customer.test", "Someone")
            for _ in range(5):
                make_ticket(contact)


def _sum_up(tenant) -> None:
    """The dashboard's daily sums over the multiplied facts, as `rebuild_metrics` makes them."""
    from helpdesk.tenancy.context import use_tenant
    from metrics import backlog, rollups

    with use_tenant(tenant):
        rollups.roll_up(None)
        backlog.take(backlog.days_ended_since(backlog.first_day()))


def _seal(say) -> None:
    """All events at once, so that the sweep has nothing to catch up with while something else is measured."""
    from helpdesk.events import sealing
    from helpdesk.events.models import Seal
    from helpdesk.tenancy.context import use_tenant
    from helpdesk.tenancy.sweeping import due_by_tenant

    begin, events = time.perf_counter(), 0
    for tenant_id, (newest,) in due_by_tenant("events_to_seal").items():
        has_more = True
        while has_more:
            with use_tenant(tenant_id):
                has_more = sealing.seal_some(newest)
                events += len(Seal.objects.latest("number").prints) // sealing.PRINT_BYTES
    seconds = time.perf_counter() - begin
    say(f"{events:,} events sealed in {seconds:.0f} s ({events / seconds:,.0f}/s)")


def _counts(tenant) -> tuple[int, int]:
    from helpdesk.tenancy.context import use_tenant
    from tickets.models import Ticket

    with use_tenant(tenant):
        return Ticket.objects.count(), Ticket.objects.open().count()
