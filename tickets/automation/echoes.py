"""Rules that hear what they bring about themselves, or what they set off: said beside the rule before it surprises."""

from collections.abc import Mapping
from typing import Any

from tickets.automation import moments
from tickets.automation.actions import registry
from tickets.models import Rule


def own(values: Mapping[str, Any]) -> list[str]:
    """The moments that a rule listens to and brings about itself: its own changes never set it off again."""
    heard = [name for name in values["events"] if name in registry.changes(values["actions"])]
    return [str(each.label) for each in map(moments.moment_named, heard) if each]


def of_others(rule: Rule) -> list[str]:
    """Other rules in use that this one sets off and that set it off in turn: such a chain is stopped at its third."""
    makes, hears = registry.changes(rule.actions), set(rule.events)
    others = Rule.objects.in_force().exclude(pk=rule.pk).in_order()
    return [each.name for each in others if makes & set(each.events) and hears & registry.changes(each.actions)]
