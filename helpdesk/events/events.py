"""What can happen to the log itself."""

from helpdesk.events.catalog import kind

AUDIT_BROKEN = kind("audit.broken", says="The audit log is not as it was sealed: {what}")
