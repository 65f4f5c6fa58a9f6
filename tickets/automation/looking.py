"""One look of a rule at a ticket: whether it acts, what it does, and the trace that says why or why not."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import allow
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.events.recording import record
from helpdesk.notices.models import Notice
from helpdesk.notices.telling import tell
from helpdesk.tenancy.context import current_tenant
from tickets.automation import bounds, loops
from tickets.automation.actions import registry
from tickets.automation.actions.performing import perform
from tickets.automation.actions.registry import Doing
from tickets.automation.conditions import reading
from tickets.automation.conditions.judging import judge
from tickets.automation.events import RULE_ACTED, RULE_PAUSED, RULE_STOPPED
from tickets.models import Rule, RuleRun, Ticket

Outcome = RuleRun.Outcome


def name_of(rule: Rule) -> str:
    """What a rule is called in chains and in the event log."""
    return f"rule/{rule.pk}"


def look(
    rule: Rule,
    ticket: Ticket,
    *,
    event: Event | None = None,
    anchor_at: datetime | None = None,
    chain: tuple[str, ...] = (),
) -> bool:
    """Let the rule look at the locked ticket and write down what came of it; says whether it acted."""
    with translation.override(current_tenant().language):
        verdict = judge(rule.conditions, ticket)
        outcome, because = (Outcome.NO_MATCH, verdict.because)
        if verdict.holds:
            outcome, because = _hindrance(rule, ticket, chain) or (Outcome.FIRED, verdict.because)
        run = RuleRun(
            rule=rule,
            rule_version=rule.version,
            ticket=ticket,
            event=event,
            anchor_at=anchor_at,
            at=clock.now(),
            outcome=outcome,
            because=because,
            chain=[*chain, name_of(rule)],
        )
        if outcome == Outcome.FIRED:
            _act(rule, ticket, run, chain)
        elif outcome == Outcome.STOPPED:
            _tell_of_stop(rule, ticket, len(run.chain))
        elif outcome == Outcome.PAUSED:
            pause(rule, because)
        run.save(force_insert=True)
        return outcome == Outcome.FIRED


def remember_failure(rule: Rule, ticket: Ticket, event: Event, chain: list[str], why: str) -> None:
    """Keep that a look did not come to its end; it is not tried again."""
    RuleRun.objects.create(
        rule=rule,
        rule_version=rule.version,
        ticket=ticket,
        event=event,
        at=clock.now(),
        outcome=Outcome.FAILED,
        because=why,
        chain=chain,
    )


def pause(rule: Rule, because: str) -> None:
    """Take the rule out of force until an administrator lets it go on, and tell them. Twice changes nothing."""
    paused = Rule.objects.filter(pk=rule.pk, paused_at=None)
    if paused.update(paused_at=clock.now(), paused_because=because[:300]):
        event = record(RULE_PAUSED, rule, by=Actor.system(name_of(rule)), name=rule.name, reason=because)
        text = _("The rule “%(rule)s” paused itself: %(reason)s") % {"rule": rule.name, "reason": because}
        tell(_administrators(), Notice.Kind.SYSTEM, event, text=text, path=f"/settings/rules/{rule.pk}/")


def _hindrance(rule: Rule, ticket: Ticket, chain: tuple[str, ...]) -> tuple[str, str] | None:
    """What keeps a rule from acting on a ticket that it applies to."""
    if name_of(rule) in chain:
        return Outcome.OWN_CHANGE, _("it brought this about itself")
    if rule.once_per_ticket and RuleRun.objects.fired().filter(rule=rule, ticket=ticket).exists():
        return Outcome.ONCE, _("it acts once on a ticket, and has")
    if len(chain) >= loops.MOST:
        return Outcome.STOPPED, _("%s rules in a row had set off each other") % len(chain)
    if lost := [*reading.broken(rule.conditions), *registry.broken(rule.actions)]:
        return Outcome.BROKEN, " ".join(lost)
    if not Rule.objects.in_force().filter(pk=rule.pk).exists():
        return Outcome.PAUSED, _("it had paused itself")
    if reason := bounds.reached(rule):
        return Outcome.PAUSED, reason
    return None


def _act(rule: Rule, ticket: Ticket, run: RuleRun, chain: tuple[str, ...]) -> None:
    by = Actor.system(name_of(rule))
    with loops.link(name_of(rule), after=chain):
        done = "; ".join(registry.in_words(action) for action in rule.actions)
        event = record(RULE_ACTED, ticket, by=by, rule=rule.name, done=done, rule_id=rule.pk, version=rule.version)
        doing = Doing(by, event, _("Rule “%s”") % rule.name)
        run.results = [perform(action, ticket, doing) for action in rule.actions]
    if all(result["failed"] for result in run.results):
        run.outcome = Outcome.FAILED


def _tell_of_stop(rule: Rule, ticket: Ticket, depth: int) -> None:
    """Rules that go on setting off each other are a mistake in the rules: who can mend it is told, once a version."""
    known = RuleRun.objects.filter(rule=rule, rule_version=rule.version, outcome=Outcome.STOPPED).exists()
    event = record(RULE_STOPPED, ticket, by=Actor.system(name_of(rule)), rule=rule.name, depth=depth)
    if not known:
        text = _("“%(rule)s” did not act: more than %(most)s rules set off each other") % {
            "rule": rule.name,
            "most": loops.MOST,
        }
        path = f"/settings/rules/{rule.pk}/"
        tell(_administrators(), Notice.Kind.SYSTEM, event, text=text, path=path, ticket_number=ticket.number)


def _administrators() -> list[Agent]:
    return [agent for agent in Agent.objects.active().select_related("user") if allow(agent, "settings.tickets")]
