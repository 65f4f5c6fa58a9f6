from sla.models.breach import Breach, BulkWaiver
from sla.models.calendar import Calendar, CalendarRevision
from sla.models.clock import Clock, ClockChange, Watch
from sla.models.commitment import Commitment
from sla.models.deadline import Deadline
from sla.models.escalation import EscalationRule, EscalationTemplate, Firing, MatrixRow
from sla.models.policy import ApplyTo, Basis, Metric, OnReopen, Policy, PolicyVersion, PriorityKey, Selection, Target
from sla.models.shift import Leave, ShiftPattern, StaffingLook, StaffingRules
from sla.models.watchfulness import Drift, SweepState

__all__ = [
    "ApplyTo",
    "Basis",
    "Breach",
    "BulkWaiver",
    "Calendar",
    "CalendarRevision",
    "Clock",
    "ClockChange",
    "Commitment",
    "Deadline",
    "Drift",
    "EscalationRule",
    "EscalationTemplate",
    "Firing",
    "Leave",
    "MatrixRow",
    "Metric",
    "OnReopen",
    "Policy",
    "PolicyVersion",
    "PriorityKey",
    "Selection",
    "ShiftPattern",
    "StaffingLook",
    "StaffingRules",
    "SweepState",
    "Target",
    "Watch",
]
