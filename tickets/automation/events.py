"""What automation records."""

from helpdesk.events.catalog import kind

RULE_ACTED = kind("ticket.rule_acted", says="The rule “{rule}” applies: {done}")
RULE_STOPPED = kind(
    "ticket.rule_stopped", says="The rule “{rule}” did not act: {depth} rules in a row set off each other"
)
RULE_CHANGED = kind("rule.changed", says="{actor} changed the rule “{name}”: {changes}")
RULE_PAUSED = kind("rule.paused", says="The rule “{name}” paused itself: {reason}")
