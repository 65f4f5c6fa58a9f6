"""What a new company promises until it says otherwise (sla.md §3.4): examples to edit, each of them ready to work."""

from helpdesk.events.actors import Actor
from helpdesk.tenancy.models import Tenant
from sla import escalation_rules, opening_hours, policies
from sla.engine.terms import Target
from sla.models import EscalationRule, PriorityKey

MINUTE, HOUR = 60, 3_600
BY = Actor.system("starter set")
NINE_TO_FIVE = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
ANSWER = {
    "urgent": Target(1 * HOUR, "calendar"),
    "high": Target(4 * HOUR),
    "normal": Target(8 * HOUR),
    "low": Target(16 * HOUR),
}
SOLVE = {
    "urgent": Target(8 * HOUR, "calendar"),
    "high": Target(16 * HOUR),
    "normal": Target(40 * HOUR),
    "low": Target(80 * HOUR),
}
CHANNELS = (
    ("Chat", "chat", {"first_response": 60, "next_response": 120}),
    ("Phone", "phone", {"first_response": 5 * MINUTE}),
    ("Social", "social", {"first_response": 1 * HOUR}),
)


def install(tenant: Tenant) -> None:
    """Give the open tenant its starter set. For a tenant that has none yet."""
    opening_hours.make("Business hours", {"tz": tenant.time_zone, "weekly": NINE_TO_FIVE}, by=BY, is_default=True)
    for name, channel, targets in CHANNELS:
        meant = {"all": [{"field": "channel", "op": "in", "value": [channel]}], "any": []}
        promised = {(metric, key): Target(seconds) for metric, seconds in targets.items() for key in PriorityKey.values}
        policies.publish(policies.make(name, meant, by=BY), policies.Draft(promised), by=BY)
    default = policies.make("Everything else", {"all": [], "any": []}, by=BY, is_default=True)
    promised = {("first_response", key): target for key, target in ANSWER.items()}
    promised |= {("requester_wait", key): target for key, target in SOLVE.items()}
    policies.publish(default, policies.Draft(promised), by=BY)
    for metric, name in (("first_response", "First response missed"), ("requester_wait", "Resolution missed")):
        rule = EscalationRule(
            name=name,
            trigger=EscalationRule.Trigger.AFTER_DUE,
            metric=metric,
            amount=0,
            actions=[{"do": "raise_priority"}, {"do": "notify", "who": ["lead", "assignee"]}],
        )
        escalation_rules.save(rule, by=BY)
