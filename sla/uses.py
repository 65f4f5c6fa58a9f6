"""What promises, escalations and the matrix speak of: found before it is taken away, followed when it is renamed."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from helpdesk.accounts.uses import Use, finds_uses, follows
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from sla.events import ESCALATION_RULE_CHANGED, POLICY_CHANGED
from sla.models import EscalationRule, EscalationTemplate, MatrixRow, Policy
from tickets.automation import references, things


@finds_uses
def of_policies(thing: str, value: str) -> Iterable[Use]:
    for policy in Policy.objects.filter(is_active=True).in_order():
        if references.speak_of(references.in_conditions(policy.conditions), thing, value):
            yield Use(_("the SLA policy “%s”") % policy.name, reverse("settings-policy", args=[policy.pk]))


@finds_uses
def of_escalations(thing: str, value: str) -> Iterable[Use]:
    for rule in EscalationRule.objects.in_force().in_order():
        spoken_of = [*references.in_conditions(rule.conditions), *references.in_actions(rule.actions)]
        if references.speak_of(spoken_of, thing, value):
            yield Use(_("the escalation rule “%s”") % rule.name, reverse("settings-escalation", args=[rule.pk]))


@finds_uses
def of_the_matrix(thing: str, value: str) -> Iterable[Use]:
    if thing != things.TEAM:
        return
    for row in MatrixRow.objects.filter(team=value).order_by("level", "id"):
        yield Use(_("level %s of the escalation matrix") % row.level, reverse("settings-matrix-row", args=[row.pk]))
    for template in EscalationTemplate.objects.filter(team=value).order_by("level"):
        yield Use(_("what it asks at level %s") % template.level, reverse("settings-questions", args=[template.pk]))


@follows
def rename_in_policies(thing: str, old: str, new: str, by: Actor) -> None:
    """The tickets have the new name as well, so the same policy goes on applying to them."""
    for policy in Policy.objects.in_order():
        conditions = references.renamed_in_conditions(policy.conditions, thing, old, new)
        if conditions != policy.conditions:
            policy.conditions = conditions
            policy.save(update_fields=["conditions"])
            record(POLICY_CHANGED, policy, by=by, name=policy.name, changes=f"{old} → {new}")


@follows
def rename_in_escalations(thing: str, old: str, new: str, by: Actor) -> None:
    for rule in EscalationRule.objects.existing().in_order():
        conditions = references.renamed_in_conditions(rule.conditions, thing, old, new)
        actions = references.renamed_in_actions(rule.actions, thing, old, new)
        if (conditions, actions) != (rule.conditions, rule.actions):
            rule.conditions, rule.actions = conditions, actions
            rule.save(update_fields=["conditions", "actions"])
            record(ESCALATION_RULE_CHANGED, rule, by=by, name=rule.name, changes=f"{old} → {new}")
