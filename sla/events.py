"""Every kind of thing that can happen to a promise about time."""

from helpdesk.events.catalog import kind

CLOCK_BREACHED = kind("clock.breached", says="{measure} was missed: due {due}")
BREACH_REVOKED = kind("clock.breach_revoked", says="{measure} was kept after all: the answer had been in time")
BREACH_WAIVED = kind("clock.waived", says="{actor} waived the missed {measure}: {because}")
WAIT_CARRIED = kind("clock.wait_carried", says="The customer of {of} waits since {since_words}: that wait goes on here")
CLOCK_ESCALATED = kind("clock.escalated", says="Escalation “{rule}”: {done}")
CHAIN_STOPPED = kind(
    "clock.chain_stopped", says="Escalation “{rule}” did not act: it was the {depth}th of rules that set off each other"
)

UPDATE_PROMISED = kind("ticket.update_promised", says="{actor} promised an update by {until}", public=True)
UPDATE_NEARS = kind("ticket.update_nears", says="{by_agent}’s promise of an update by {until} is near")
UPDATE_KEPT = kind("ticket.update_kept", says="The update that {by_agent} promised by {until} was sent in time")
UPDATE_MISSED = kind("ticket.update_missed", says="The update that {by_agent} promised by {until} was not sent in time")
UPDATE_WITHDRAWN = kind("ticket.update_withdrawn", says="The update promised by {until} is no longer owed: {because}")

TICKET_ESCALATED = kind("ticket.escalated", says="{actor} escalated to level {level}, {team}: {because}")
MATRIX_CHANGED = kind(
    "escalation_matrix.changed", says="{actor} changed level {level} of the escalation matrix: {changes}"
)
ESCALATION_TEMPLATE_CHANGED = kind(
    "escalation_template.changed", says="{actor} changed what level {level} asks: {changes}"
)

POLICY_APPLIED = kind("ticket.policy_applied", says="The policy “{policy}” was published for all open tickets")

CALENDAR_CHANGED = kind("calendar.changed", says="{actor} changed the business hours “{name}”: {changes}")
POLICY_CHANGED = kind("policy.changed", says="{actor} changed the policy “{name}”: {changes}")
ESCALATION_RULE_CHANGED = kind(
    "escalation_rule.changed", says="{actor} changed the escalation rule “{name}”: {changes}"
)
