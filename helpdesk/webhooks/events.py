"""What can happen to an endpoint of somebody else's."""

from helpdesk.events.catalog import kind

WEBHOOK_CHANGED = kind("webhook.changed", says="{actor} changed the webhook {name}: {changes}")
WEBHOOK_SWITCHED_OFF = kind("webhook.switched_off", says="The webhook {name} was switched off: {reason}")
