"""What can happen to when somebody works."""

from helpdesk.events.catalog import kind

SHIFTS_CHANGED = kind("shifts.changed", says="{actor} changed the shifts of {name}: {changes}", personal=("name",))
LEAVE_CHANGED = kind("leave.changed", says="{actor} changed the leave of {name}: {changes}", personal=("name",))
LEAVE_ASKED = kind("leave.asked", says="{name} asks for leave: {changes}", personal=("name",))
LEAVE_DECIDED = kind("leave.decided", says="{actor} {decision} the leave of {name}: {changes}", personal=("name",))
LEAVE_RULES_CHANGED = kind("leave.rules_changed", says="{actor}: leave {changes}")
