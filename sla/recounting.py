"""Clocks that still stand by hours or rules that were edited since. Small steps, so that no ticket waits long."""

from helpdesk.events.recording import record
from sla import clocks, ledger, opening_hours, policies
from sla.events import POLICY_APPLIED
from sla.models import Calendar, Clock, EscalationRule, Policy, Watch
from tickets.models import Ticket

MOST_AT_ONCE = 1_000
# Tickets held at a time while their clocks are recounted: who works on one of them waits for less than a blink.
HELD_AT_ONCE = 50
# How many are looked at to find those: what other workers hold is stepped over, so that each takes as many as it can
# instead of the rest of another's.
LOOKED_AT = 8 * HELD_AT_ONCE


def recount_some(calendar_id: int, after: int = 0, most: int = HELD_AT_ONCE) -> int | None:
    """Recount the next tickets beyond the id `after` whose clocks are behind the calendar; returns where to go on.

    None at the end. Busy tickets are skipped, whoever works on them brings them up to date; a clock that is up to date
    is not looked for again, so that a worker that died, or several at once, do no work twice.
    """
    revision = Calendar.objects.values_list("revision", flat=True).get(pk=calendar_id)
    behind = Clock.objects.active().filter(calendar_id=calendar_id, calendar_revision__lt=revision)
    found = behind.filter(ticket_id__gt=after).order_by("ticket_id").values_list("ticket_id", flat=True)[:LOOKED_AT]
    ids = list(dict.fromkeys(found))
    free = list(Ticket.objects.select_for_update(skip_locked=True).filter(pk__in=ids).order_by("pk")[:most])
    clocks.recount_each(free)
    if len(free) == most:
        return free[-1].pk
    return ids[-1] if ids else None


def place_some(rule_id: int, after: int, most: int = MOST_AT_ONCE) -> int | None:
    """Put the points of a new or changed rule on open tickets beyond the id `after`; returns where to go on.

    None when all have them. Tickets that somebody works on are waited for: their clocks follow in the same moment.
    """
    rule = EscalationRule.objects.get(pk=rule_id)
    open_tickets = Ticket.objects.open().filter(pk__gt=after).order_by("pk")
    tickets = list(open_tickets.select_for_update()[:most])
    watched = set(Watch.objects.filter(ticket__in=tickets).values_list("ticket_id", flat=True))
    for ticket in tickets:
        if ticket.pk in watched:
            clocks.place_deadlines(ledger.open_page(ticket))
    if len(tickets) == most:
        return tickets[-1].pk
    EscalationRule.objects.filter(pk=rule_id, version=rule.version).update(placed_version=rule.version)
    return None


def apply_some(policy_id: int, most: int = MOST_AT_ONCE) -> bool:
    """Let open tickets choose their policy anew, those whose choice would differ; says whether more are left.

    How far it came stands on the policy: whoever goes on, after a crash too, goes on from there.
    """
    policy = Policy.objects.get(pk=policy_id)
    if policy.applied_up_to is None:
        return False
    waiting = Ticket.objects.open().filter(pk__gt=policy.applied_up_to).order_by("pk")
    tickets = list(waiting.select_for_update()[:most])
    watches = {watch.ticket_id: watch for watch in Watch.objects.filter(ticket__in=tickets)}
    for ticket in tickets:
        if ticket.pk in watches and _would_differ(ticket, watches[ticket.pk]):
            record(POLICY_APPLIED, ticket, by=clocks.SYSTEM, policy=policy.name)
    has_more = len(tickets) == most
    # Published again meanwhile: that begins anew and must not be overwritten.
    this_round = Policy.objects.filter(pk=policy_id, applied_up_to=policy.applied_up_to)
    this_round.update(applied_up_to=tickets[-1].pk if has_more else None)
    return has_more


def _would_differ(ticket: Ticket, watch: Watch) -> bool:
    choice = policies.choose(ticket)
    terms = policies.terms_of(choice.version, opening_hours.default_of(opening_hours.now_standing()))
    wanted = (terms.version, terms.calendar) if terms else (None, None)
    return wanted != (watch.version_id, watch.calendar_id)
