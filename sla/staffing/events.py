"""What can happen to when somebody works."""

from helpdesk.events.catalog import kind

SHIFTS_CHANGED = kind("shifts.changed", says="{actor} changed the shifts of {name}: {changes}", personal=("name",))
LEAVE_CHANGED = kind("leave.changed", says="{actor} changed the leave of {name}: {changes}", personal=("name",))
