"""Rules on time: for each a row a ticket, with the instant to look; moved by the ticket's events, taken by a sweep.

Nothing ever scans all tickets. A rule acts once for each time its moment began anew; its own changes do not begin it.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from helpdesk.base import clock
from helpdesk.events.models import Event
from helpdesk.events.subscribers import within
from helpdesk.tenancy.keeping import kept
from tickets import events
from tickets.automation import looking
from tickets.automation.reckoning import end_of
from tickets.models import Rule, RuleDue, Ticket

log = logging.getLogger(__name__)
MOST_AT_ONCE = 200
MOST_PLACED = 500
MOVES = [kind.name for kind in (events.STATUS_CHANGED, events.TICKET_RESOLVED, events.TICKET_REOPENED)]
PENDING, LOOKED, FIRED = RuleDue.State.PENDING, RuleDue.State.LOOKED, RuleDue.State.FIRED


def on_time() -> list[Rule]:
    """The rules on time that act, in their order. Shared by the whole process: look, never change."""
    return kept(Rule, "on time", lambda: list(Rule.objects.in_force().exclude(since="").in_order()))


@within(
    events.TICKET_OPENED, events.MESSAGE_RECEIVED, events.MESSAGE_SENT, events.CALL_ANSWERED, events.NOTE_ADDED,
    events.STATUS_CHANGED,
    events.TICKET_RESOLVED, events.TICKET_REOPENED, events.TICKET_CLOSED, events.TICKET_ASSIGNED,
    events.TICKET_UNASSIGNED, events.TEAM_CHANGED, events.PRIORITY_CHANGED, events.CATEGORY_CHANGED,
    events.KIND_CHANGED, events.TAGS_CHANGED, events.FIELDS_CHANGED, events.MARKED_SPAM, events.RESTORED,
)  # fmt: skip
def plan_anew(_event: Event, ticket: Ticket) -> None:
    """Let the ticket's rows follow what happened to it, in the same transaction. A new ticket is not written yet."""
    rules = on_time()
    if rules:
        plan(rules, [ticket])


def plan(rules: Iterable[Rule], tickets: list[Ticket]) -> None:
    """Place, move or rest the rows of these rules and tickets. What has acted on an anchor does not act on it again."""
    rules = list(rules)
    stored = {(row.rule_id, row.ticket_id): row for row in RuleDue.objects.filter(rule__in=rules, ticket__in=tickets)}
    new, moved = [], []
    ended = [row.pk for row in stored.values() if row.ticket_id in {each.pk for each in tickets if each.is_closed}]
    for rule in rules:
        anchors = _anchors(rule, tickets)
        for ticket in tickets:
            row, anchor = stored.get((rule.pk, ticket.pk)), anchors.get(ticket.pk)
            end = end_of(rule, ticket, anchor) if anchor else None
            if has_passed_before(rule, end):
                anchor = None
            if row is None and anchor is not None:
                new.append(RuleDue(rule=rule, ticket=ticket, anchor_at=anchor, fire_at=end))
            elif row is not None and _move(row, anchor, end):
                moved.append(row)
    RuleDue.objects.bulk_create(new)
    RuleDue.objects.bulk_update(moved, ["anchor_at", "fire_at", "state"])
    if ended:  # a closed ticket never comes back
        RuleDue.objects.filter(pk__in=ended).delete()


def has_passed_before(rule: Rule, end: datetime | None) -> bool:
    """Whether the time was over before the rule came to be: such a ticket is left alone until it begins anew."""
    return rule.acts_from is not None and end is not None and end < rule.acts_from


def passed_already(rule: Rule, tickets: list[Ticket]) -> int:
    """For how many of the tickets the rule's time is over by now."""
    now, anchors = clock.now(), _anchors(rule, tickets)
    ends = [end_of(rule, ticket, anchors[ticket.pk]) for ticket in tickets if anchors.get(ticket.pk)]
    return sum(end is not None and end <= now for end in ends)


def follow_hours() -> None:
    """Business hours were edited: let the rows of rules that count in them be placed anew, some at a time."""
    by_hours = Rule.objects.existing().exclude(since="").filter(basis=Rule.Basis.BUSINESS)
    by_hours.update(placed_version=0, placed_up_to=0)


def fire_due(most: int = MOST_AT_ONCE) -> int:
    """Let rules look whose time has come in the open tenant; returns how many did. Busy tickets wait for next time."""
    in_force = {rule.pk: rule for rule in on_time()}
    due = RuleDue.objects.due(clock.now()).order_by("fire_at", "id").select_related("ticket")
    rows = list(due.select_for_update(of=("self", "ticket"), skip_locked=True)[:most])
    for row in rows:
        try:
            with transaction.atomic():
                _look(row, in_force.get(row.rule_id))
        except Exception:
            # Whatever it is, it must not stop the others, nor come up again until something happens to the ticket.
            log.exception("rule %s could not look at ticket %s", row.rule_id, row.ticket_id)
            RuleDue.objects.filter(pk=row.pk).update(state=LOOKED)
    return len(rows)


def place_some(rule_id: int) -> bool:
    """Plan a new or changed rule for the next few hundred tickets that are there; says whether there are more."""
    rule = Rule.objects.select_for_update().filter(pk=rule_id).first()
    if rule is None or rule.placed_version >= rule.version:
        return False
    there = Ticket.objects.present().filter(closed_at=None, pk__gt=rule.placed_up_to).order_by("pk")
    tickets = list(there[:MOST_PLACED])
    if tickets:
        plan([rule], tickets)
        Rule.objects.filter(pk=rule.pk).update(placed_up_to=tickets[-1].pk)
        return True
    Rule.objects.filter(pk=rule.pk).update(placed_version=rule.version, placed_up_to=0)
    return False


def _look(row: RuleDue, rule: Rule | None) -> None:
    row.state = LOOKED
    if rule is not None and row.ticket.is_present and not row.ticket.is_closed:
        end = end_of(rule, row.ticket, row.anchor_at)
        if end is None or end > clock.now():  # the hours were edited meanwhile
            row.state, row.fire_at = PENDING, end
        elif looking.look(rule, row.ticket, anchor_at=row.anchor_at):
            row.state = FIRED
    RuleDue.objects.filter(pk=row.pk).update(state=row.state, fire_at=row.fire_at)


def _move(row: RuleDue, anchor: datetime | None, end: datetime | None) -> bool:
    """Bring a stored row to where it belongs now; says whether that changed it."""
    before = row.state, row.anchor_at, row.fire_at
    if anchor is None:
        row.state = LOOKED if row.state == PENDING else row.state
    elif anchor != row.anchor_at:
        row.state, row.anchor_at, row.fire_at = PENDING, anchor, end
    elif row.state != FIRED:
        row.state, row.fire_at = PENDING, end
    return before != (row.state, row.anchor_at, row.fire_at)


def _anchors(rule: Rule, tickets: list[Ticket]) -> dict[int, datetime | None]:
    """From when the rule counts for each ticket; nothing for those it has no business with."""
    alive = [ticket for ticket in tickets if ticket.is_present and not ticket.is_closed]
    match rule.since:
        case Rule.Since.CREATED:
            return {ticket.pk: ticket.created_at for ticket in alive}
        case Rule.Since.CUSTOMER_SAID:
            return {ticket.pk: ticket.last_customer_message_at for ticket in alive}
        case Rule.Since.AGENT_SAID:
            return {ticket.pk: ticket.last_agent_message_at for ticket in alive}
    return {ticket.pk: ticket.created_at for ticket in alive} | _from_events(rule, alive)


def _from_events(rule: Rule, tickets: list[Ticket]) -> dict[int, datetime | None]:
    found = Event.objects.about_each("ticket", [ticket.pk for ticket in tickets])
    if rule.since == Rule.Since.STATUS:
        found = found.filter(kind__in=MOVES)
    else:  # what rules and routing do is nobody's touch
        found = found.exclude(actor_kind="system")
    newest = found.order_by("subject_id", "-seq").distinct("subject_id")
    own = looking.name_of(rule)
    return {
        ticket_id: None if actor == own else at
        for ticket_id, at, actor in newest.values_list("subject_id", "occurred_at", "actor_name")
    }
