"""The company's rules: made, changed, put in order, switched on and off, and taken back to what they were."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from tickets import ordering
from tickets.automation import moments
from tickets.automation.actions import registry
from tickets.automation.actions.registry import RuleRefused
from tickets.automation.conditions import reading
from tickets.automation.events import RULE_CHANGED
from tickets.automation.spans import write_span
from tickets.models import Rule, RuleVersion

# What a version keeps. Whether the rule is switched on is no part of it: going back must not set anything off.
DEFINED = (
    "name", "events", "since", "wait_seconds", "basis", "conditions", "actions", "once_per_ticket", "for_every_ticket",
    "most_an_hour", "catches_up",
)  # fmt: skip
# What says when a rule on time acts, and on what: changed, it is for tickets anew.
LOOKS_BY = ("since", "wait_seconds", "basis", "conditions", "catches_up")
SHORTEST_WAIT = 60


def read(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a clean definition. Raises RuleRefused or ConditionsRefused naming the field and what to do."""
    clean = {**_BLANK, **{name: values[name] for name in DEFINED if name in values}}
    clean["name"] = " ".join(str(clean["name"]).split())[:80]
    if not clean["name"]:
        raise RuleRefused("name", _("A rule needs a name."))
    _require_occasion(clean)
    clean["conditions"] = reading.read(clean["conditions"])
    clean["actions"] = registry.read_actions(clean["actions"])
    if not isinstance(clean["most_an_hour"], int) or clean["most_an_hour"] < 1:
        raise RuleRefused("most_an_hour", _("A rule must be allowed at least one ticket an hour."))
    _require_bounds(clean)
    return clean


@transaction.atomic
def make(values: Mapping[str, Any], *, by: Actor, is_active: bool = False) -> Rule:
    """Add a rule at the end of the list, switched off unless said otherwise. Raises RuleRefused, ConditionsRefused."""
    clean = read(values)
    _require_free_name(clean["name"])
    rule = Rule(position=ordering.place_last(Rule.objects.all()), is_active=is_active, changed_at=clock.now())
    rule.acts_from = _beginning(clean["catches_up"])
    return _store(rule, clean, by, _("made"))


@transaction.atomic
def change(rule: Rule, values: Mapping[str, Any], *, by: Actor) -> Rule:
    """Give the rule another definition: a new version. The same again makes none. Raises as `make` does."""
    rule = _locked(rule)
    clean = read(values)
    _require_free_name(clean["name"], besides=rule)
    changed = [name for name in DEFINED if getattr(rule, name) != clean[name]]
    if not changed:
        return rule
    if set(changed) & set(LOOKS_BY):
        rule.acts_from = _beginning(clean["catches_up"])
    return _store(rule, clean, by, ", ".join(dict.fromkeys(str(LABELS[name]) for name in changed)))


@transaction.atomic
def return_to(rule: Rule, number: int, *, by: Actor) -> Rule:
    """Make an earlier version the newest one again. Raises as `make` does where it cannot work any more."""
    version = RuleVersion.objects.get(rule=rule, number=number)
    rule = _locked(rule)
    clean = read(version.definition)
    _require_free_name(clean["name"], besides=rule)
    rule.acts_from = _beginning(clean["catches_up"])
    return _store(rule, clean, by, _("returned to version %s") % number)


@transaction.atomic
def rewrite(rule: Rule, conditions: dict, actions: list[dict], changes: str, *, by: Actor) -> Rule:
    """Keep the rule as it was where something it speaks of has another name. It is not judged anew: what is broken
    for another reason stays so."""
    rule = _locked(rule)
    return _store(rule, {**definition_of(rule), "conditions": conditions, "actions": actions}, by, changes)


@transaction.atomic
def switch(rule: Rule, on: bool, *, by: Actor) -> Rule:
    """Switch the rule on or off. A broken one stays off: raises RuleRefused with what is gone."""
    rule = _locked(rule)
    if on and (lost := broken(rule)):
        raise RuleRefused("is_active", " ".join(lost))
    if rule.is_active != on:
        rule.is_active, rule.changed_at = on, clock.now()
        # A rule on time plans its rows anew: tickets went on while it was off.
        rule.placed_version, rule.placed_up_to = 0, 0
        if on:
            rule.acts_from = _beginning(rule.catches_up)
        rule.save(update_fields=["is_active", "changed_at", "placed_version", "placed_up_to", "acts_from"])
        _tell(rule, by, _("switched on") if on else _("switched off"))
    return rule


@transaction.atomic
def let_go_on(rule: Rule, *, by: Actor) -> Rule:
    """Let a rule that paused itself act again; its hour counts anew from now."""
    rule = _locked(rule)
    if rule.paused_at:
        rule.paused_at, rule.paused_because, rule.counted_from = None, "", clock.now()
        rule.placed_version = 0  # of a rule on time: what it passed by meanwhile has its turn now
        rule.save(update_fields=["paused_at", "paused_because", "counted_from", "placed_version"])
        _tell(rule, by, _("let go on"))
    return rule


@transaction.atomic
def move(rule: Rule, *, up: bool, by: Actor) -> None:
    """Let the rule look one place earlier or later."""
    if ordering.move(Rule.objects.existing(), rule, up=up):
        _tell(rule, by, _("moved up") if up else _("moved down"))


@transaction.atomic
def remove(rule: Rule, *, by: Actor) -> None:
    """Take the rule away; its trace stays on the tickets."""
    rule = _locked(rule)
    rule.deleted_at, rule.is_active = clock.now(), False
    rule.save(update_fields=["deleted_at", "is_active"])
    _tell(rule, by, _("removed"))


def definition_of(rule: Rule) -> dict[str, Any]:
    """The rule as its versions keep it."""
    return {name: getattr(rule, name) for name in DEFINED}


def broken(rule: Rule) -> list[str]:
    """What the rule is about or needs and is not there any more, each with what to do."""
    lost = [_("It listens to “%s”, which no part of the product knows any more.") % name for name in rule.events
            if moments.moment_named(name) is None]  # fmt: skip
    return [*lost, *reading.broken(rule.conditions), *registry.broken(rule.actions)]


def occasion(rule: Rule) -> str:
    """When the rule looks, in words."""
    if rule.is_on_time:
        words = {"span": write_span(rule.wait_seconds), "since": rule.get_since_display()}
        said = _("%(span)s %(since)s") % words
        return f"{said}, {rule.get_basis_display()}" if rule.basis == Rule.Basis.BUSINESS else said
    found = [moments.moment_named(name) for name in rule.events]
    return "; ".join(str(each.label) for each in found if each)


def _beginning(catches_up: bool) -> datetime | None:
    """From when a rule on time acts: what had passed by then is left alone, unless somebody said otherwise."""
    return None if catches_up else clock.now()


def _require_occasion(clean: dict) -> None:
    events = clean["events"]
    if not isinstance(events, list) or any(moments.moment_named(name) is None for name in events):
        known = ", ".join(each.name for each in moments.all_moments())
        raise RuleRefused("events", _("Unknown event; use: %s.") % known)
    if clean["since"] and clean["since"] not in Rule.Since.values:
        raise RuleRefused("since", _("Choose from when the time counts."))
    if bool(events) == bool(clean["since"]):
        raise RuleRefused("events", _("Say when the rule looks: at events, or a time after something."))
    wait = clean["wait_seconds"]
    if clean["since"] and (not isinstance(wait, int) or wait < SHORTEST_WAIT):
        raise RuleRefused("wait_seconds", _("Say after which time, at least a minute."))
    if not clean["since"]:
        clean["wait_seconds"], clean["basis"], clean["catches_up"] = None, Rule.Basis.CALENDAR.value, False
    clean["events"] = list(dict.fromkeys(events))


def _require_bounds(clean: dict) -> None:
    """A rule for every ticket that customers notice must be meant."""
    is_open = reading.takes_all(clean["conditions"])
    if not is_open or not registry.is_public(clean["actions"]):
        clean["for_every_ticket"] = False
    elif not clean["for_every_ticket"]:
        raise RuleRefused(
            "for_every_ticket",
            _("Nothing keeps it from any ticket and it writes to customers. Tick this if you mean every one."),
        )


def _require_free_name(name: str, besides: Rule | None = None) -> None:
    same = Rule.objects.existing().filter(name__iexact=name)
    if (same.exclude(pk=besides.pk) if besides else same).exists():
        raise RuleRefused("name", _("“%(value)s” exists already.") % {"value": name})


def _store(rule: Rule, clean: dict, by: Actor, changes: str) -> Rule:
    for name in DEFINED:
        setattr(rule, name, clean[name])
    rule.version += 1
    rule.changed_at, rule.placed_up_to = clock.now(), 0
    rule.save()
    RuleVersion.objects.create(
        rule=rule, number=rule.version, at=rule.changed_at, author=by.name, changes=changes, definition=clean
    )
    _tell(rule, by, changes)
    return rule


def _locked(rule: Rule) -> Rule:
    return Rule.objects.select_for_update().get(pk=rule.pk)


def _tell(rule: Rule, by: Actor, changes: str) -> None:
    record(RULE_CHANGED, rule, by=by, name=rule.name, changes=changes)


_BLANK: dict[str, Any] = {
    "name": "", "events": [], "since": "", "wait_seconds": None, "basis": "calendar",
    "conditions": {"all": [], "any": []}, "actions": [], "once_per_ticket": False, "for_every_ticket": False,
    "most_an_hour": 200, "catches_up": False,
}  # fmt: skip
LABELS = {
    "name": gettext_lazy("name"),
    "events": gettext_lazy("events"),
    "since": gettext_lazy("time"),
    "wait_seconds": gettext_lazy("time"),
    "basis": gettext_lazy("time"),
    "conditions": gettext_lazy("conditions"),
    "actions": gettext_lazy("actions"),
    "once_per_ticket": gettext_lazy("once per ticket"),
    "for_every_ticket": gettext_lazy("for every ticket"),
    "most_an_hour": gettext_lazy("tickets an hour"),
    "catches_up": gettext_lazy("what has passed already"),
}
