"""What to do when a promise comes close or is broken: rules, the matrix of levels, and what was done."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from sla.models.policy import Basis, Metric, PriorityKey, no_conditions


class RuleQuerySet(TenantQuerySet):
    def in_order(self) -> "RuleQuerySet":
        return self.order_by("position", "id")

    def existing(self) -> "RuleQuerySet":
        return self.filter(deleted_at=None)

    def in_force(self) -> "RuleQuerySet":
        return self.existing().filter(is_active=True)


class EscalationRule(TenantModel):
    is_setting = True

    class Trigger(models.TextChoices):
        PERCENT = "percent", _("at a part of the target, in percent")
        BEFORE_DUE = "before_due", _("before it is due, in minutes")
        AFTER_DUE = "after_due", _("after it was due, in minutes")
        UNASSIGNED = "unassigned", _("without an owner, in minutes")
        IDLE = "idle", _("without any action, in minutes")

    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True)
    deleted_at = models.DateTimeField(null=True)
    policies = models.JSONField(default=list)  # policy ids; none means every policy
    conditions = models.JSONField(default=no_conditions)
    trigger = models.CharField(max_length=10, choices=Trigger.choices)
    metric = models.CharField(max_length=20, choices=Metric.choices, blank=True)
    amount = models.PositiveIntegerField()  # percent, or minutes
    basis = models.CharField(max_length=8, choices=Basis.choices, default=Basis.BUSINESS)
    repeat_minutes = models.PositiveIntegerField(null=True, blank=True)
    repeat_times = models.PositiveSmallIntegerField(default=0)
    actions = models.JSONField(default=list)  # [{"do": "raise_priority"}, {"do": "notify", "who": ["lead"]}]
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    # The version whose points stand on every open clock; behind `version` until a worker has been round.
    placed_version = models.PositiveIntegerField(default=0)

    objects = TenantManager.from_queryset(RuleQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "name"], condition=Q(deleted_at=None), name="one_escalation_rule_per_name"
            ),
            models.CheckConstraint(
                condition=Q(trigger__in=["unassigned", "idle"], metric="")
                | (Q(trigger__in=["percent", "before_due", "after_due"]) & ~Q(metric="")),
                name="a_rule_about_a_clock_names_its_measure",
            ),
            models.CheckConstraint(
                condition=~Q(trigger="percent") | Q(amount__gte=1, amount__lte=400), name="percent_from_1_to_400"
            ),
            models.CheckConstraint(condition=Q(repeat_times__lte=10), name="a_rule_repeats_ten_times_at_most"),
        ]

    def __str__(self):
        return self.name

    @property
    def looks_at_a_clock(self) -> bool:
        return bool(self.metric)


class Firing(TenantModel):
    """A rule that acted, once for each point: its row, its effects and its messages are one transaction."""

    rule = models.ForeignKey(EscalationRule, on_delete=models.PROTECT, related_name="firings")
    rule_version = models.PositiveIntegerField()
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+")
    clock = models.ForeignKey("sla.Clock", on_delete=models.CASCADE, null=True, related_name="firings", db_index=False)
    point_key = models.CharField(max_length=60)
    point_at = models.DateTimeField()
    fired_at = models.DateTimeField()
    inputs = models.JSONField(default=dict)
    results = models.JSONField(default=list)  # what each action did, in words

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "clock", "point_key"],
                condition=Q(clock__isnull=False),
                name="a_point_of_a_clock_fires_once",
            ),
            models.UniqueConstraint(
                fields=["tenant", "ticket", "point_key"],
                condition=Q(clock__isnull=True),
                name="a_point_of_a_ticket_fires_once",
            ),
        ]

    def __str__(self):
        return f"rule {self.rule_id} at {self.point_key} of ticket {self.ticket_id}"


class MatrixRow(TenantModel):
    """Who gets a ticket at one level of escalation; the most specific row wins."""

    is_setting = True

    tier = models.CharField(max_length=60, blank=True)
    priority = models.CharField(max_length=8, choices=PriorityKey.choices, blank=True)
    level = models.PositiveSmallIntegerField()
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="+")
    notify_agents = models.JSONField(default=list)  # agent ids
    notify_lead = models.BooleanField(default=True)
    keeps_assignee = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "tier", "priority", "level"], name="one_matrix_row_per_tier_priority_and_level"
            ),
            models.CheckConstraint(condition=Q(level__gte=1), name="escalation_levels_start_at_one"),
        ]

    def __str__(self):
        return f"level {self.level} {self.tier or '*'}/{self.priority or '*'}"


class EscalationTemplate(TenantModel):
    """What whoever escalates by hand is asked, so that the next level need not ask back: for a level, or a team of it.

    `questions` are [{"label": "…", "help": "…", "required": true}], in their order.
    """

    is_setting = True

    level = models.PositiveSmallIntegerField()
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    questions = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "level"], condition=Q(team=None), name="one_escalation_template_per_level"
            ),
            models.UniqueConstraint(
                fields=["tenant", "level", "team"], name="one_escalation_template_per_level_and_team"
            ),
            models.CheckConstraint(condition=Q(level__gte=1), name="a_template_is_for_a_level"),
        ]

    def __str__(self):
        return f"what level {self.level} asks"
