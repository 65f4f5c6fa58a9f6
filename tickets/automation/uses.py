"""What rules and macros speak of: found before it is taken away, and followed when it gets another name."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from helpdesk.accounts.uses import Use, finds_uses, follows
from helpdesk.events.actors import Actor
from tickets.automation import macro_shelf, macros, references, rules, things
from tickets.models import Macro, Mailbox, OwnQueue, RecurringTicket, Rule


@finds_uses
def of_rules(thing: str, value: str) -> Iterable[Use]:
    """Rules in use, paused ones too. One that is off acts on nothing, shows what it lost, and stays off till then."""
    for rule in Rule.objects.existing().filter(is_active=True).in_order():
        spoken_of = [*references.in_conditions(rule.conditions), *references.in_actions(rule.actions)]
        if references.speak_of(spoken_of, thing, value):
            yield Use(_("the rule “%s”") % rule.name, reverse("settings-rule", args=[rule.pk]))


@finds_uses
def of_macros(thing: str, value: str) -> Iterable[Use]:
    for macro in Macro.objects.by_name():
        is_for_it = thing == things.TEAM and str(macro.team_id) == value
        if is_for_it or references.speak_of(macros.speaks_of(macro.changes), thing, value):
            yield Use(_("the macro “%s”") % macro.name, reverse("settings-macro", args=[macro.pk]))


@finds_uses
def of_queues(thing: str, value: str) -> Iterable[Use]:
    for queue in OwnQueue.objects.in_order():
        is_for_it = thing == things.TEAM and str(queue.team_id) == value
        if is_for_it or references.speak_of(references.in_conditions(queue.conditions), thing, value):
            yield Use(_("the queue “%s”") % queue.name, reverse("settings-queue", args=[queue.pk]))


@finds_uses
def of_mailboxes_and_recurring_tickets(thing: str, value: str) -> Iterable[Use]:
    if thing != things.TEAM:
        return
    for mailbox in Mailbox.objects.filter(team=value).in_order():
        yield Use(_("the mailbox %s") % mailbox.address, reverse("settings-mailbox", args=[mailbox.pk]))
    for one in RecurringTicket.objects.filter(team=value).order_by("subject", "id"):
        yield Use(_("the recurring ticket “%s”") % one.subject, reverse("settings-recurring-edit", args=[one.pk]))


@follows
def rename_in_rules(thing: str, old: str, new: str, by: Actor) -> None:
    for rule in Rule.objects.existing().in_order():
        conditions = references.renamed_in_conditions(rule.conditions, thing, old, new)
        actions = references.renamed_in_actions(rule.actions, thing, old, new)
        if (conditions, actions) != (rule.conditions, rule.actions):
            rules.rewrite(rule, conditions, actions, f"{old} → {new}", by=by)


@follows
def rename_in_queues(thing: str, old: str, new: str, by: Actor) -> None:
    """A queue is somebody's own and shows the same as before, so its new words are no change worth an entry."""
    for queue in OwnQueue.objects.in_order():
        conditions = references.renamed_in_conditions(queue.conditions, thing, old, new)
        if conditions != queue.conditions:
            queue.conditions = conditions
            queue.save(update_fields=["conditions"])


@follows
def rename_in_macros(thing: str, old: str, new: str, by: Actor) -> None:
    for macro in Macro.objects.filter(changes__has_key="add_tags") if thing == things.TAG else ():
        changes = _with_other_tag(macro.changes, old, new)
        macro_shelf.change(macro, {"changes": changes}, by=by)


def _with_other_tag(changes: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    names = dict.fromkeys(new if name == old else name for name in changes["add_tags"])
    return {**changes, "add_tags": list(names)}
