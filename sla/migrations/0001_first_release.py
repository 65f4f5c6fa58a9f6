from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT, SET_NULL

import sla.models.policy
from helpdesk.tenancy.operations import AppendOnly, NewTables, tenant_table
from sla.migrations._sweeps import SWEEPS

# What is promised, to whom, in which hours.
PROMISES = [
    tenant_table(
        "Calendar",
        ("name", models.CharField(max_length=80)),
        ("form", models.JSONField()),
        ("is_default", models.BooleanField(default=False)),
        ("revision", models.PositiveIntegerField(default=1)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "name"), name="one_calendar_per_name"),
            models.UniqueConstraint(condition=models.Q(("is_default", True)), fields=("tenant",), name="one_default_calendar_per_tenant"),
        ],
    ),
    tenant_table(
        "CalendarRevision",
        ("calendar", models.ForeignKey(on_delete=CASCADE, related_name="revisions", to="sla.calendar")),
        ("number", models.PositiveIntegerField()),
        ("form", models.JSONField()),
        ("changed_at", models.DateTimeField()),
        ("changed_by", models.CharField(max_length=200)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "calendar", "number"), name="one_calendar_revision_per_number"),
        ],
    ),
    tenant_table(
        "Policy",
        ("name", models.CharField(max_length=80)),
        ("position", models.PositiveSmallIntegerField()),
        ("is_active", models.BooleanField(default=True)),
        ("is_default", models.BooleanField(default=False)),
        ("conditions", models.JSONField(default=sla.models.policy.no_conditions)),
        ("current", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to="sla.policyversion")),
        ("applied_up_to", models.BigIntegerField(null=True)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "name"), name="one_policy_per_name"),
            models.UniqueConstraint(deferrable=models.Deferrable.DEFERRED, fields=("tenant", "position"), name="one_policy_per_position"),
            models.UniqueConstraint(condition=models.Q(("is_default", True)), fields=("tenant",), name="one_default_policy_per_tenant"),
            models.CheckConstraint(condition=models.Q(models.Q(("conditions", {"all": [], "any": []}), ("is_default", True)), models.Q(("is_default", False), models.Q(("conditions", {"all": [], "any": []}), _negated=True)), _connector="OR"), name="only_the_default_policy_takes_every_ticket"),
        ],
        verbose_name_plural="policies",
    ),
    tenant_table(
        "PolicyVersion",
        ("policy", models.ForeignKey(on_delete=PROTECT, related_name="versions", to="sla.policy")),
        ("number", models.PositiveIntegerField()),
        ("published_at", models.DateTimeField()),
        ("published_by", models.CharField(max_length=200)),
        ("calendar", models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name="+", to="sla.calendar")),
        ("on_reopen", models.CharField(choices=[("continue", "go on where it stopped"), ("restart", "start again")], default="continue", max_length=8)),
        ("bot_reply_counts", models.BooleanField(default=False)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "policy", "number"), name="one_policy_version_per_number"),
        ],
    ),
    tenant_table(
        "Target",
        ("version", models.ForeignKey(on_delete=CASCADE, related_name="targets", to="sla.policyversion")),
        (
            "metric",
            models.CharField(
                choices=[
                    ("first_response", "First response"),
                    ("next_response", "Next response"),
                    ("periodic_update", "Regular update"),
                    ("pausable_update", "Regular update, not while waiting for the customer"),
                    ("requester_wait", "Resolution"),
                    ("agent_work", "Agent work time"),
                    ("total_resolution", "Total time to resolution"),
                ],
                max_length=20,
            ),
        ),
        ("priority", models.CharField(choices=[("urgent", "Urgent"), ("high", "High"), ("normal", "Normal"), ("low", "Low")], max_length=8)),
        ("target_seconds", models.PositiveIntegerField()),
        ("basis", models.CharField(choices=[("business", "business hours"), ("calendar", "around the clock")], default="business", max_length=8)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "version", "metric", "priority"), name="one_target_per_metric_and_priority"),
            models.CheckConstraint(condition=models.Q(("target_seconds__gte", 1)), name="a_target_is_at_least_a_second"),
        ],
    ),
    tenant_table(
        "Selection",
        ("ticket", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="tickets.ticket")),
        ("event_seq", models.PositiveIntegerField()),
        ("at", models.DateTimeField()),
        ("version", models.ForeignKey(db_index=False, null=True, on_delete=PROTECT, related_name="+", to="sla.policyversion")),
        ("calendar", models.ForeignKey(db_index=False, null=True, on_delete=PROTECT, related_name="+", to="sla.calendar")),
        ("tried", models.JSONField(default=list)),
        indexes=[
            models.Index(models.F("tenant"), models.F("ticket"), models.OrderBy(models.F("event_seq"), descending=True), name="selection_newest_first"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "ticket", "event_seq"), name="one_selection_per_ticket_event"),
        ],
    ),
]

# How each promise stands, and how it ended.
CLOCKS = [
    tenant_table(
        "Clock",
        ("ticket", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="clocks", to="tickets.ticket")),
        (
            "metric",
            models.CharField(
                choices=[
                    ("first_response", "First response"),
                    ("next_response", "Next response"),
                    ("periodic_update", "Regular update"),
                    ("pausable_update", "Regular update, not while waiting for the customer"),
                    ("requester_wait", "Resolution"),
                    ("agent_work", "Agent work time"),
                    ("total_resolution", "Total time to resolution"),
                ],
                max_length=20,
            ),
        ),
        ("instance", models.PositiveSmallIntegerField()),
        ("policy_version", models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="sla.policyversion")),
        ("target_seconds", models.PositiveIntegerField()),
        ("basis", models.CharField(choices=[("business", "business hours"), ("calendar", "around the clock")], max_length=8)),
        ("calendar", models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="sla.calendar")),
        ("calendar_revision", models.PositiveIntegerField(null=True)),
        ("state", models.CharField(choices=[("running", "Running"), ("paused", "Paused"), ("satisfied", "Satisfied"), ("cancelled", "Cancelled")], max_length=9)),
        ("state_below", models.CharField(choices=[("running", "Running"), ("paused", "Paused"), ("satisfied", "Satisfied"), ("cancelled", "Cancelled")], max_length=9)),
        ("hidden", models.CharField(blank=True, max_length=10)),
        ("started_at", models.DateTimeField()),
        ("runs", models.JSONField(default=list)),
        ("consumed_seconds", models.PositiveIntegerField(default=0)),
        ("due_at", models.DateTimeField(null=True)),
        ("satisfied_at", models.DateTimeField(null=True)),
        ("breached_at", models.DateTimeField(null=True)),
        ("detected_at", models.DateTimeField(null=True)),
        ("cancelled_at", models.DateTimeField(null=True)),
        ("reason", models.CharField(blank=True, max_length=30)),
        ("waived_by", models.CharField(blank=True, max_length=200)),
        ("waived_because", models.CharField(blank=True, max_length=500)),
        indexes=[
            models.Index(condition=models.Q(("state__in", ["running", "paused"])), fields=["calendar", "calendar_revision"], name="clock_behind_its_calendar"),
            models.Index(models.F("tenant"), models.OrderBy(models.F("breached_at"), descending=True), condition=models.Q(("breached_at__isnull", False)), name="clock_breach"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "ticket", "metric", "instance"), name="one_clock_per_metric_and_instance"),
            models.UniqueConstraint(condition=models.Q(("state__in", ["running", "paused"])), fields=("tenant", "ticket", "metric"), name="one_active_clock_per_metric"),
            models.CheckConstraint(condition=models.Q(models.Q(("state", "paused"), _negated=True), ("due_at__isnull", True), _connector="OR"), name="a_paused_clock_is_not_due"),
            models.CheckConstraint(condition=models.Q(("satisfied_at__isnull", True), ("state_below", "satisfied"), _connector="OR"), name="satisfied_at_only_when_satisfied"),
            models.CheckConstraint(condition=models.Q(models.Q(("basis", "business"), ("calendar__isnull", False)), models.Q(("basis", "calendar"), ("calendar__isnull", True)), _connector="OR"), name="only_business_time_has_a_calendar"),
            models.CheckConstraint(condition=models.Q(("waived_by", ""), ("breached_at__isnull", False), _connector="OR"), name="only_a_breach_is_waived"),
        ],
    ),
    tenant_table(
        "ClockChange",
        ("ticket", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="tickets.ticket")),
        (
            "metric",
            models.CharField(
                choices=[
                    ("first_response", "First response"),
                    ("next_response", "Next response"),
                    ("periodic_update", "Regular update"),
                    ("pausable_update", "Regular update, not while waiting for the customer"),
                    ("requester_wait", "Resolution"),
                    ("agent_work", "Agent work time"),
                    ("total_resolution", "Total time to resolution"),
                ],
                max_length=20,
            ),
        ),
        ("instance", models.PositiveSmallIntegerField()),
        ("type", models.CharField(max_length=14)),
        ("at", models.DateTimeField()),
        ("detected_at", models.DateTimeField()),
        ("cause", models.CharField(max_length=60)),
        ("event_seq", models.PositiveIntegerField(null=True)),
        ("due_at", models.DateTimeField(null=True)),
        ("reason", models.CharField(blank=True, max_length=30)),
        indexes=[
            models.Index(fields=["tenant", "ticket", "id"], name="clock_change_of_ticket"),
        ],
    ),
    tenant_table(
        "Watch",
        ("ticket", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="tickets.ticket")),
        ("version", models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="sla.policyversion")),
        ("calendar", models.ForeignKey(db_index=False, null=True, on_delete=PROTECT, related_name="+", to="sla.calendar")),
        ("priority", models.CharField(max_length=8)),
        ("facts", models.JSONField()),
        ("last_at", models.DateTimeField()),
        ("unassigned_since", models.DateTimeField(null=True)),
        ("unassigned_seq", models.PositiveIntegerField(null=True)),
        ("idle_since", models.DateTimeField(null=True)),
        ("idle_seq", models.PositiveIntegerField(null=True)),
        ("update_due_at", models.DateTimeField(null=True)),
        ("update_at_risk_from", models.DateTimeField(null=True)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "ticket"), name="one_watch_per_ticket"),
        ],
        verbose_name_plural="watches",
    ),
    tenant_table(
        "Commitment",
        ("ticket", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="commitments", to="tickets.ticket")),
        ("message", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="tickets.message")),
        ("by_agent", models.ForeignKey(db_index=False, null=True, on_delete=SET_NULL, related_name="+", to="accounts.agent")),
        ("by_name", models.CharField(max_length=200)),
        ("words", models.CharField(max_length=300)),
        ("promised_at", models.DateTimeField()),
        ("promised_for", models.DateTimeField()),
        ("remind_at", models.DateTimeField()),
        ("answered_at", models.DateTimeField(null=True)),
        ("missed_at", models.DateTimeField(null=True)),
        ("withdrawn_at", models.DateTimeField(null=True)),
        ("withdrawn_because", models.CharField(blank=True, choices=[("resolved", "Resolved"), ("hidden", "Hidden")], max_length=10)),
        indexes=[
            models.Index(models.F("tenant"), models.F("ticket"), models.OrderBy(models.F("promised_at"), descending=True), name="commitment_of_ticket"),
            models.Index(models.F("tenant"), models.OrderBy(models.F("missed_at"), descending=True), models.OrderBy(models.F("id"), descending=True), condition=models.Q(("missed_at__isnull", False)), name="commitment_missed"),
        ],
        constraints=[
            models.CheckConstraint(condition=models.Q(("answered_at__isnull", True), ("withdrawn_at__isnull", True), _connector="OR"), name="a_commitment_ends_in_one_way"),
            models.CheckConstraint(condition=models.Q(("promised_for__gt", models.F("promised_at"))), name="a_commitment_is_about_the_future"),
        ],
    ),
    tenant_table(
        "Deadline",
        ("ticket", models.ForeignKey(on_delete=CASCADE, related_name="+", to="tickets.ticket")),
        ("clock", models.ForeignKey(db_index=False, null=True, on_delete=CASCADE, related_name="deadlines", to="sla.clock")),
        ("kind", models.CharField(choices=[("breach", "Breach"), ("rule", "Rule"), ("update", "Update")], max_length=6)),
        ("rule", models.ForeignKey(null=True, on_delete=CASCADE, related_name="deadlines", to="sla.escalationrule")),
        ("commitment", models.ForeignKey(db_index=False, null=True, on_delete=CASCADE, related_name="deadlines", to="sla.commitment")),
        ("point_key", models.CharField(max_length=60)),
        ("threshold", models.IntegerField(default=100)),
        ("fire_at", models.DateTimeField(null=True)),
        ("state", models.CharField(choices=[("pending", "Pending"), ("fired", "Fired"), ("superseded", "Superseded"), ("cancelled", "Cancelled"), ("failed", "Failed")], default="pending", max_length=10)),
        ("fired_at", models.DateTimeField(null=True)),
        ("attempts", models.PositiveSmallIntegerField(default=0)),
        ("error", models.CharField(blank=True, max_length=500)),
        ("depth", models.PositiveSmallIntegerField(default=0)),
        indexes=[
            models.Index(condition=models.Q(("fire_at__isnull", False), ("state", "pending")), fields=["fire_at", "tenant"], name="deadline_pending_by_time"),
            models.Index(condition=models.Q(("fire_at__isnull", False), ("state", "pending")), fields=["tenant", "fire_at", "id"], name="deadline_pending_by_tenant"),
            models.Index(condition=models.Q(("state", "failed")), fields=["tenant"], name="deadline_failed"),
        ],
        constraints=[
            models.UniqueConstraint(condition=models.Q(("clock__isnull", False)), fields=("tenant", "clock", "point_key"), name="one_deadline_per_point_of_a_clock"),
            models.UniqueConstraint(condition=models.Q(("clock__isnull", True)), fields=("tenant", "ticket", "point_key"), name="one_deadline_per_point_of_a_ticket"),
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("clock__isnull", False), ("commitment__isnull", True), ("kind", "breach"), ("rule__isnull", True)),
                    models.Q(("commitment__isnull", True), ("kind", "rule"), ("rule__isnull", False)),
                    models.Q(("clock__isnull", True), ("commitment__isnull", False), ("kind", "update"), ("rule__isnull", True)),
                    _connector="OR",
                ),
                name="a_deadline_has_what_it_is_about",
            ),
        ],
    ),
    tenant_table(
        "Breach",
        ("clock", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="sla.clock")),
        ("ticket", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="tickets.ticket")),
        (
            "metric",
            models.CharField(
                choices=[
                    ("first_response", "First response"),
                    ("next_response", "Next response"),
                    ("periodic_update", "Regular update"),
                    ("pausable_update", "Regular update, not while waiting for the customer"),
                    ("requester_wait", "Resolution"),
                    ("agent_work", "Agent work time"),
                    ("total_resolution", "Total time to resolution"),
                ],
                max_length=20,
            ),
        ),
        ("breached_at", models.DateTimeField()),
        ("team", models.ForeignKey(db_index=False, null=True, on_delete=SET_NULL, related_name="+", to="accounts.team")),
        ("agent", models.ForeignKey(db_index=False, null=True, on_delete=SET_NULL, related_name="+", to="accounts.agent")),
        (
            "cause",
            models.CharField(
                choices=[
                    ("tightened", "The target was tightened"),
                    ("hours", "Business hours changed"),
                    ("resumed", "Came back with little time left"),
                    ("reopened", "Reopened with little time left"),
                    ("nobody", "Nobody could take it"),
                    ("unassigned", "Waited without an owner"),
                    ("bounced", "Passed around"),
                    ("owner", "Waited with its owner"),
                ],
                max_length=10,
            ),
        ),
        ("facts", models.JSONField(default=dict)),
        indexes=[
            models.Index(models.F("tenant"), models.OrderBy(models.F("breached_at"), descending=True), models.OrderBy(models.F("id"), descending=True), name="breach_by_time"),
            models.Index(fields=["tenant", "ticket"], name="breach_of_ticket"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "clock"), name="one_breach_per_clock"),
        ],
        verbose_name_plural="breaches",
    ),
    tenant_table(
        "BulkWaiver",
        ("by_agent", models.ForeignKey(db_index=False, null=True, on_delete=SET_NULL, related_name="+", to="accounts.agent")),
        ("by_name", models.CharField(max_length=200)),
        ("because", models.CharField(max_length=500)),
        ("clocks", models.JSONField()),
        ("done", models.PositiveIntegerField(default=0)),
        ("waived", models.PositiveIntegerField(default=0)),
        ("started_at", models.DateTimeField()),
        ("finished_at", models.DateTimeField(null=True)),
        indexes=[
            models.Index(condition=models.Q(("finished_at", None)), fields=["tenant", "id"], name="bulk_waiver_unfinished"),
        ],
    ),
]

# Who is told when, and what was done.
ESCALATIONS = [
    tenant_table(
        "EscalationRule",
        ("name", models.CharField(max_length=80)),
        ("position", models.PositiveSmallIntegerField()),
        ("is_active", models.BooleanField(default=True)),
        ("deleted_at", models.DateTimeField(null=True)),
        ("policies", models.JSONField(default=list)),
        ("conditions", models.JSONField(default=sla.models.policy.no_conditions)),
        ("trigger", models.CharField(choices=[("percent", "at a part of the target, in percent"), ("before_due", "before it is due, in minutes"), ("after_due", "after it was due, in minutes"), ("unassigned", "without an owner, in minutes"), ("idle", "without any action, in minutes")], max_length=10)),
        (
            "metric",
            models.CharField(
                blank=True,
                choices=[
                    ("first_response", "First response"),
                    ("next_response", "Next response"),
                    ("periodic_update", "Regular update"),
                    ("pausable_update", "Regular update, not while waiting for the customer"),
                    ("requester_wait", "Resolution"),
                    ("agent_work", "Agent work time"),
                    ("total_resolution", "Total time to resolution"),
                ],
                max_length=20,
            ),
        ),
        ("amount", models.PositiveIntegerField()),
        ("basis", models.CharField(choices=[("business", "business hours"), ("calendar", "around the clock")], default="business", max_length=8)),
        ("repeat_minutes", models.PositiveIntegerField(blank=True, null=True)),
        ("repeat_times", models.PositiveSmallIntegerField(default=0)),
        ("actions", models.JSONField(default=list)),
        ("version", models.PositiveIntegerField(default=1)),
        ("changed_at", models.DateTimeField()),
        ("placed_version", models.PositiveIntegerField(default=0)),
        constraints=[
            models.UniqueConstraint(condition=models.Q(("deleted_at", None)), fields=("tenant", "name"), name="one_escalation_rule_per_name"),
            models.CheckConstraint(condition=models.Q(models.Q(("metric", ""), ("trigger__in", ["unassigned", "idle"])), models.Q(("trigger__in", ["percent", "before_due", "after_due"]), models.Q(("metric", ""), _negated=True)), _connector="OR"), name="a_rule_about_a_clock_names_its_measure"),
            models.CheckConstraint(condition=models.Q(models.Q(("trigger", "percent"), _negated=True), models.Q(("amount__gte", 1), ("amount__lte", 400)), _connector="OR"), name="percent_from_1_to_400"),
            models.CheckConstraint(condition=models.Q(("repeat_times__lte", 10)), name="a_rule_repeats_ten_times_at_most"),
        ],
    ),
    tenant_table(
        "Firing",
        ("rule", models.ForeignKey(on_delete=PROTECT, related_name="firings", to="sla.escalationrule")),
        ("rule_version", models.PositiveIntegerField()),
        ("ticket", models.ForeignKey(on_delete=CASCADE, related_name="+", to="tickets.ticket")),
        ("clock", models.ForeignKey(db_index=False, null=True, on_delete=CASCADE, related_name="firings", to="sla.clock")),
        ("point_key", models.CharField(max_length=60)),
        ("point_at", models.DateTimeField()),
        ("fired_at", models.DateTimeField()),
        ("inputs", models.JSONField(default=dict)),
        ("results", models.JSONField(default=list)),
        constraints=[
            models.UniqueConstraint(condition=models.Q(("clock__isnull", False)), fields=("tenant", "clock", "point_key"), name="a_point_of_a_clock_fires_once"),
            models.UniqueConstraint(condition=models.Q(("clock__isnull", True)), fields=("tenant", "ticket", "point_key"), name="a_point_of_a_ticket_fires_once"),
        ],
    ),
    tenant_table(
        "MatrixRow",
        ("tier", models.CharField(blank=True, max_length=60)),
        ("priority", models.CharField(blank=True, choices=[("urgent", "Urgent"), ("high", "High"), ("normal", "Normal"), ("low", "Low")], max_length=8)),
        ("level", models.PositiveSmallIntegerField()),
        ("team", models.ForeignKey(on_delete=PROTECT, related_name="+", to="accounts.team")),
        ("notify_agents", models.JSONField(default=list)),
        ("notify_lead", models.BooleanField(default=True)),
        ("keeps_assignee", models.BooleanField(default=False)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "tier", "priority", "level"), name="one_matrix_row_per_tier_priority_and_level"),
            models.CheckConstraint(condition=models.Q(("level__gte", 1)), name="escalation_levels_start_at_one"),
        ],
    ),
    tenant_table(
        "EscalationTemplate",
        ("level", models.PositiveSmallIntegerField()),
        ("team", models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name="+", to="accounts.team")),
        ("questions", models.JSONField(default=list)),
        constraints=[
            models.UniqueConstraint(condition=models.Q(("team", None)), fields=("tenant", "level"), name="one_escalation_template_per_level"),
            models.UniqueConstraint(fields=("tenant", "level", "team"), name="one_escalation_template_per_level_and_team"),
            models.CheckConstraint(condition=models.Q(("level__gte", 1)), name="a_template_is_for_a_level"),
        ],
    ),
]

# Who is there when.
STAFFING = [
    tenant_table(
        "ShiftPattern",
        ("agent", models.ForeignKey(on_delete=CASCADE, related_name="+", to="accounts.agent")),
        ("effective_from", models.DateField()),
        ("zone", models.CharField(max_length=64)),
        ("week", models.JSONField(default=dict)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "agent", "effective_from"), name="one_week_per_agent_and_start"),
        ],
    ),
    tenant_table(
        "Leave",
        ("agent", models.ForeignKey(on_delete=CASCADE, related_name="+", to="accounts.agent")),
        ("kind", models.CharField(choices=[("holiday", "Holiday"), ("public", "Public holiday"), ("sick", "Sick"), ("training", "Training"), ("other", "Away")], default="holiday", max_length=10)),
        ("first_day", models.DateField()),
        ("last_day", models.DateField()),
        ("begins_at_noon", models.BooleanField(default=False)),
        ("ends_at_noon", models.BooleanField(default=False)),
        ("deputy", models.ForeignKey(blank=True, null=True, on_delete=SET_NULL, related_name="+", to="accounts.agent")),
        ("is_granted", models.BooleanField(default=True)),
        indexes=[
            models.Index(fields=["tenant", "agent", "last_day"], name="leave_by_agent"),
        ],
        constraints=[
            models.CheckConstraint(condition=models.Q(("last_day__gte", models.F("first_day"))), name="leave_ends_after_it_begins"),
            models.CheckConstraint(condition=models.Q(("deputy", None), models.Q(("deputy", models.F("agent")), _negated=True), _connector="OR"), name="nobody_stands_in_for_itself"),
            models.CheckConstraint(condition=models.Q(("begins_at_noon", False), ("ends_at_noon", False), ("last_day__gt", models.F("first_day")), _connector="OR"), name="leave_is_not_empty"),
        ],
    ),
    tenant_table(
        "StaffingRules",
        ("leave_needs_word", models.BooleanField(default=False)),
        constraints=[
            models.UniqueConstraint(fields=("tenant",), name="one_row_of_staffing_rules"),
        ],
    ),
    tenant_table(
        "StaffingLook",
        ("agent", models.ForeignKey(on_delete=CASCADE, related_name="+", to="accounts.agent")),
        ("at", models.DateTimeField()),
        indexes=[
            models.Index(fields=["at"], name="staffing_look_by_time"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "agent"), name="one_look_at_an_agent"),
        ],
    ),
]

# Whether the sweep itself is well. It has one state for all companies.
WATCH_OVER_THE_SWEEP = [
    migrations.CreateModel(
        name="SweepState",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("last_at", models.DateTimeField(null=True)),
            ("took_ms", models.PositiveIntegerField(default=0)),
            ("minute", models.DateTimeField(null=True)),
            ("handled_in_minute", models.PositiveIntegerField(default=0)),
            ("handled_in_minute_before", models.PositiveIntegerField(default=0)),
            ("stopped_at", models.DateTimeField(null=True)),
            ("seconds_ahead", models.PositiveIntegerField(default=0)),
            ("trusted_at", models.DateTimeField(null=True)),
        ],
        options={
            "constraints": [
                models.CheckConstraint(condition=models.Q(("id", 1)), name="one_state_of_the_sweep"),
            ],
        },
    ),
    tenant_table(
        "Drift",
        ("ticket", models.ForeignKey(on_delete=CASCADE, related_name="+", to="tickets.ticket")),
        ("found_at", models.DateTimeField()),
        ("says", models.JSONField()),
        ("settled_at", models.DateTimeField(null=True)),
        constraints=[
            models.UniqueConstraint(condition=models.Q(("settled_at", None)), fields=("tenant", "ticket"), name="one_standing_drift_per_ticket"),
        ],
    ),
]


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("sla", name)
        for name in """
            0001_promises_about_time 0002_due_across_tenants 0003_watch_over_the_sweep 0004_apply_to_all_open
            0005_commitments_and_breaches 0006_bulk_waivers_to_do 0007_staffing 0008_escalation_templates
            0009_leave_is_asked_for 0010_due_deadlines_by_their_index
        """.split()
    ]
    dependencies = [("accounts", "0001_first_release"), ("tenancy", "0001_first_release"), ("tickets", "0001_first_release")]

    operations = [
        NewTables([*PROMISES, *CLOCKS, *ESCALATIONS, *STAFFING, *WATCH_OVER_THE_SWEEP]),
        AppendOnly("sla_policyversion"),
        AppendOnly("sla_target"),
        *SWEEPS,
    ]
