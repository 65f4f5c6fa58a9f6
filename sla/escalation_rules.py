"""The company's escalation rules: kept, taken away, and what keeps one from ever doing what it says."""

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.tenancy.keeping import kept
from sla.events import ESCALATION_RULE_CHANGED
from sla.models import Basis, Deadline, EscalationRule, Metric, Policy, Target
from tickets.automation.actions import registry
from tickets.automation.actions.registry import RuleRefused
from tickets.automation.conditions import reading

Trigger = EscalationRule.Trigger
ABOUT_TICKETS = (Trigger.UNASSIGNED, Trigger.IDLE)
LONGEST_MINUTES = 366 * 24 * 60
MOST_REPEATS = 10


@transaction.atomic
def save(rule: EscalationRule, *, by: Actor) -> EscalationRule:
    """Keep a new or changed rule; points that are still ahead follow it.

    Raises RuleRefused or ConditionsRefused naming the field and what to do.
    """
    _require_name(rule)
    _require_occasion(rule)
    _require_repeat(rule)
    rule.actions = registry.read_actions(rule.actions)
    rule.conditions = reading.read(rule.conditions)
    _require_bounds(rule)
    is_new = rule.pk is None
    rule.changed_at = clock.now()
    if is_new:
        last = EscalationRule.objects.order_by("-position").values_list("position", flat=True).first()
        rule.position = (last or 0) + 1
    else:
        rule.version += 1
    rule.save()
    record(ESCALATION_RULE_CHANGED, rule, by=by, name=rule.name, changes=_("added") if is_new else _("changed"))
    return rule


@transaction.atomic
def delete(rule: EscalationRule, *, by: Actor) -> None:
    """Take a rule away: what it did stays on record, what it would have done is cancelled."""
    rule.deleted_at, rule.is_active = clock.now(), False
    rule.save(update_fields=["deleted_at", "is_active"])
    Deadline.objects.pending().filter(rule=rule).update(state=Deadline.State.CANCELLED)
    record(ESCALATION_RULE_CHANGED, rule, by=by, name=rule.name, changes=_("deleted"))


def broken(rule: EscalationRule) -> list[str]:
    """What the rule is about or needs and is not there any more, each with what to do; empty where all is well."""
    return [*reading.broken(rule.conditions), *registry.broken(rule.actions), *_without_anything_to_look_at(rule)]


def occasion(rule: EscalationRule) -> str:
    """When the rule acts, in words."""
    values = {"amount": rule.amount, "measure": Metric(rule.metric).label if rule.metric else ""}
    if rule.trigger == Trigger.AFTER_DUE and not rule.amount:
        said = _("%(measure)s: when it is due") % values
    else:
        said = {
            Trigger.PERCENT: _("%(measure)s: at %(amount)s %% of the target"),
            Trigger.BEFORE_DUE: _("%(measure)s: %(amount)s min before it is due"),
            Trigger.AFTER_DUE: _("%(measure)s: %(amount)s min after it was due"),
            Trigger.UNASSIGNED: _("%(amount)s min without an owner"),
            Trigger.IDLE: _("%(amount)s min without any action"),
        }[Trigger(rule.trigger)] % values
    if rule.repeat_times and rule.repeat_minutes:
        again = {"every": rule.repeat_minutes, "times": rule.repeat_times}
        said += _("; again every %(every)s min, at most %(times)s times") % again
    return said


def _require_name(rule: EscalationRule) -> None:
    rule.name = " ".join(str(rule.name or "").split())[:80]
    if not rule.name:
        raise RuleRefused("name", _("A rule needs a name."))
    # The names of removed ones are free again: the database's constraint says the same.
    if EscalationRule.objects.existing().filter(name__iexact=rule.name).exclude(pk=rule.pk).exists():
        raise RuleRefused("name", _("“%(value)s” exists already.") % {"value": rule.name})


def _require_occasion(rule: EscalationRule) -> None:
    if rule.trigger not in Trigger.values:
        raise RuleRefused("trigger", _("Choose when the rule acts."))
    if rule.trigger in ABOUT_TICKETS:
        rule.metric = ""
    elif rule.metric not in Metric.values:
        raise RuleRefused("metric", _("Choose the measure whose clock is looked at."))
    if rule.basis not in Basis.values:
        raise RuleRefused("basis", _("Choose in what minutes are counted."))
    amount = rule.amount if isinstance(rule.amount, int) else -1
    if rule.trigger == Trigger.PERCENT and not 1 <= amount <= 400:
        raise RuleRefused("amount", _("Give a percentage between 1 and 400."))
    # At once, for every ticket there is, is no escalation: only what is due may be acted on in the same moment.
    least = 0 if rule.trigger == Trigger.AFTER_DUE else 1
    if not least <= amount <= LONGEST_MINUTES:
        text = _("Give minutes between %(least)s and %(most)s.")
        raise RuleRefused("amount", text % {"least": least, "most": LONGEST_MINUTES})


def _require_repeat(rule: EscalationRule) -> None:
    rule.repeat_times = rule.repeat_times or 0
    if not 0 <= rule.repeat_times <= MOST_REPEATS:
        raise RuleRefused("repeat_times", _("A rule repeats ten times at most."))
    if rule.repeat_times and not rule.repeat_minutes:
        raise RuleRefused("repeat_minutes", _("Say after how many minutes it acts again, or let it act once."))
    if rule.repeat_minutes and not rule.repeat_times:
        raise RuleRefused("repeat_times", _("Say how often it acts again, or leave the minutes empty."))
    if (rule.repeat_minutes or 0) > LONGEST_MINUTES:
        raise RuleRefused("repeat_minutes", _("At most %s minutes.") % LONGEST_MINUTES)


def _require_bounds(rule: EscalationRule) -> None:
    """A rule that writes to customers says to which."""
    if registry.is_public(rule.actions) and not rule.policies and reading.takes_all(rule.conditions):
        text = _("It writes to customers and would match every ticket: choose policies, or give it a condition.")
        raise RuleRefused("conditions", text)


def _without_anything_to_look_at(rule: EscalationRule) -> list[str]:
    """Such a rule stands there and never acts: said, instead of left to be found out."""
    if not rule.looks_at_a_clock:
        return []
    promised = _measures_of_policies()
    about = [promised[pk] for pk in promised if not rule.policies or pk in rule.policies]
    if not about:
        return [_("None of its policies is in use: choose others, or none for every policy.")]
    if any(rule.metric in metrics for metrics in about):
        return []
    return [_("No policy that it looks at promises “%s”: it never acts.") % Metric(rule.metric).label]


def _measures_of_policies() -> dict[int, set[str]]:
    """What each policy in use promises: read once, however many rules a page lists."""
    return kept(Policy, "measures", _read_measures)


def _read_measures() -> dict[int, set[str]]:
    in_use = Policy.objects.filter(is_active=True)
    found: dict[int, set[str]] = {pk: set() for pk in in_use.values_list("pk", flat=True)}
    # Targets never change; publishing others gives the policy another version.
    rows = Target.objects.filter(version__in=in_use.values("current"))
    for policy, metric in rows.values_list("version__policy", "metric").distinct():
        found[policy].add(metric)
    return found
