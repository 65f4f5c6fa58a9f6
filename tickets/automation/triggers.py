"""Rules on events: each looks once at each event it listens to, after it was committed, in the order of the list."""

import logging

from django.db import OperationalError, transaction

from helpdesk.events.catalog import Kind
from helpdesk.events.models import Event
from helpdesk.events.subscribers import after, within
from helpdesk.tenancy.keeping import kept
from tickets.automation import looking, loops, moments
from tickets.locking import locked
from tickets.models import ChainedEvent, Rule, RuleRun, Ticket

log = logging.getLogger(__name__)
_heard: set[str] = set()


def listen_to(*kinds: Kind) -> None:
    """Let rules hear events of these kinds; where no rule of the company listens, nothing is delivered."""
    new = [kind for kind in kinds if kind.name not in _heard]
    _heard.update(kind.name for kind in new)
    after(*new, wanted=is_anybody_listening)(let_rules_look)
    within(*new)(remember_chain)


def in_force() -> list[Rule]:
    """The rules on events that act, in their order. Shared by the whole process: look, never change."""
    return kept(Rule, "on events", lambda: list(Rule.objects.in_force().filter(since="").in_order()))


def is_anybody_listening(event: Event) -> bool:
    return any(event.kind in moments.kinds_of(rule.events) for rule in in_force())


def let_rules_look(event: Event) -> None:
    """Let every rule that listens to the event look at its ticket, one after the other, each at what is there then.

    Delivered again, it does nothing for rules that have looked: their run and its effects are one transaction.
    """
    rules = [rule for rule in in_force() if moments.is_one_of(event, rule.events)]
    ticket = Ticket.objects.filter(pk=event.subject_id).first() if rules else None
    if ticket is None or not (ticket := locked(ticket)).is_present:
        return
    have_looked = set(RuleRun.objects.filter(event=event).values_list("rule", flat=True))
    chain = chain_of(event)
    for rule in rules:
        if rule.pk not in have_looked and _let_look(rule, ticket, event, chain):
            ticket = locked(ticket)


def _let_look(rule: Rule, ticket: Ticket, event: Event, chain: tuple[str, ...]) -> bool:
    """One rule's look; says whether it acted. A rule that fails is on record as such and keeps no other from looking.

    What the database refuses for the moment (a deadlock) is raised: the delivery comes again.
    """
    try:
        with transaction.atomic():
            return looking.look(rule, ticket, event=event, chain=chain)
    except OperationalError:
        raise
    except Exception as error:
        log.exception("rule %s could not look at ticket %s", rule.pk, ticket.pk)
        why = f"{type(error).__name__}: {error}"[:500]
        looking.remember_failure(rule, ticket, event, [*chain, looking.name_of(rule)], why)
        return False


def remember_chain(event: Event, _subject) -> None:
    """Keep with the event which rules led to it: those that it sets off run later, in another process."""
    if loops.chain():
        ChainedEvent.objects.create(event=event, chain=list(loops.chain()))


def chain_of(event: Event) -> tuple[str, ...]:
    """The rules that led to the event, the first one first; none for what people did."""
    found = ChainedEvent.objects.filter(event=event).values_list("chain", flat=True).first()
    return tuple(found or ())
