"""What an escalation rule does when its moment has come: once, with all its effects in one transaction."""

import logging
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import allow
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.events.recording import record
from helpdesk.notices.models import Notice
from helpdesk.notices.telling import tell
from sla import conditions
from sla.events import CHAIN_STOPPED, CLOCK_ESCALATED
from sla.models import Deadline, EscalationRule, Firing, Metric
from tickets.automation import loops
from tickets.automation.actions import registry
from tickets.automation.actions.people import people
from tickets.automation.actions.performing import perform
from tickets.automation.actions.registry import Doing
from tickets.locking import locked
from tickets.models import Ticket

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fired:
    """A rule that acted, and those who are to hear of it."""

    firing: Firing
    rule: EscalationRule
    event: Event
    people: list[Agent]

    @property
    def promise(self) -> tuple:
        """What it is about: one clock, or that nobody took or touched the ticket."""
        return self.firing.clock_id, "" if self.firing.clock_id else self.rule.trigger


def fire(deadline: Deadline, ticket: Ticket) -> Fired | None:
    """Let the rule of a due deadline act on its locked ticket; None where its conditions no longer hold.

    The unique firing row stands before any effect, so a point acts once however often it is tried. Nobody is told
    yet: see `tell_of`.
    """
    rule, by = deadline.rule, Actor.system(f"rule/{deadline.rule_id}")
    if not _still_applies(rule, deadline, ticket):
        return None
    if deadline.depth >= loops.MOST:
        _stop_the_chain(deadline, ticket, by)
        return None
    firing = _claim(deadline, ticket)
    if firing is None:
        return None
    with loops.link(f"escalation/{rule.pk}", after=("escalation",) * deadline.depth):
        wanted = [action for action in rule.actions if action["do"] != "notify"]
        doing = Doing(by, because=_("Rule “%s”") % rule.name)
        firing.results = [_in_words(perform(action, ticket, doing)) for action in wanted]
        # The actions moved the row on; the event must be numbered after theirs.
        return _record(firing, rule, locked(ticket), by)


def tell_of(fired: list[Fired]) -> None:
    """Tell people of the rules that acted on one ticket in one go, in their order.

    Of several about the same promise each person hears the last, which is the highest (sla.md §10.6).
    """
    last = {(one.promise, agent.pk): one for one in fired for agent in one.people}
    for one in fired:
        hearing = [agent for agent in one.people if last[one.promise, agent.pk] is one]
        told = _tell(one, hearing)
        one.firing.results.append(_("told %s") % (", ".join(sorted(told)) or _("nobody")))
        spared = sorted(agent.name for agent in one.people if agent not in hearing)
        if spared:
            one.firing.results.append(_("superseded for %s by a later point") % ", ".join(spared))
        one.firing.save(update_fields=["results"])


def _claim(deadline: Deadline, ticket: Ticket) -> Firing | None:
    """The row that makes a point fire once; None where it has fired."""
    try:
        with transaction.atomic():
            return Firing.objects.create(
                rule=deadline.rule,
                rule_version=deadline.rule.version,
                ticket=ticket,
                clock=deadline.clock,
                point_key=deadline.point_key,
                point_at=deadline.fire_at,
                fired_at=clock.now(),
                inputs={"priority": ticket.priority_key, "status": ticket.status_category},
            )
    except IntegrityError:
        return None


def _still_applies(rule: EscalationRule, deadline: Deadline, ticket: Ticket) -> bool:
    if not rule.is_active or not ticket.is_present:
        return False
    policy = deadline.clock.policy_version.policy_id if deadline.clock else None
    if rule.policies and policy not in rule.policies:
        return False
    return conditions.judge(rule.conditions, ticket).holds


def _stop_the_chain(deadline: Deadline, ticket: Ticket, by: Actor) -> None:
    """Rules that go on setting off each other are a mistake in the rules: whoever can mend them is told."""
    event = record(CHAIN_STOPPED, ticket, by=by, rule=deadline.rule.name, depth=deadline.depth + 1)
    log.error("rule %s did not act on ticket %s: chain of %s", deadline.rule_id, ticket.pk, deadline.depth + 1)
    text = _("“%(rule)s” did not act: more than %(most)s rules set off each other") % {
        "rule": deadline.rule.name,
        "most": loops.MOST,
    }
    admins = [agent for agent in Agent.objects.active().select_related("user") if allow(agent, "settings.sla")]
    path = f"/settings/escalations/{deadline.rule_id}/"
    tell(admins, Notice.Kind.SYSTEM, event, text=text, path=path, ticket_number=ticket.number)


def _record(firing: Firing, rule: EscalationRule, ticket: Ticket, by: Actor) -> Fired:
    about = str(Metric(firing.clock.metric).label) if firing.clock else str(EscalationRule.Trigger(rule.trigger).label)
    event = record(
        CLOCK_ESCALATED,
        ticket,
        by=by,
        rule=rule.name,
        about=about,
        done="; ".join(registry.in_words(action) for action in rule.actions),
        firing=firing.pk,
        point_at=firing.point_at.isoformat(),
    )
    telling = [action for action in rule.actions if action["do"] == "notify"]
    who = {one for action in telling for one in action["who"]}
    named = {pk for action in telling for pk in action.get("agents", ())}
    return Fired(firing, rule, event, people(ticket, who, named))


def _in_words(result: dict) -> str:
    return _("%s (failed)") % result["said"] if result["failed"] else result["said"]


def _tell(one: Fired, agents: list[Agent]) -> list[str]:
    ticket = one.firing.ticket
    text = _("%(rule)s — %(subject)s") % {"rule": one.rule.name, "subject": ticket.subject}
    path = f"/desk/tickets/{ticket.number}/"
    told = tell(agents, Notice.Kind.ESCALATED, one.event, text=text, path=path, ticket_number=ticket.number)
    return [notice.agent.name for notice in told]
