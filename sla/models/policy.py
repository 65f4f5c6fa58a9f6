"""What is promised to whom. A policy says for which tickets; its published versions say what, and never change."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet

NO_CONDITIONS: dict = {"all": [], "any": []}


class Metric(models.TextChoices):
    FIRST_RESPONSE = "first_response", _("First response")
    NEXT_RESPONSE = "next_response", _("Next response")
    PERIODIC_UPDATE = "periodic_update", _("Regular update")
    PAUSABLE_UPDATE = "pausable_update", _("Regular update, not while waiting for the customer")
    REQUESTER_WAIT = "requester_wait", _("Resolution")
    AGENT_WORK = "agent_work", _("Agent work time")
    TOTAL_RESOLUTION = "total_resolution", _("Total time to resolution")


class Basis(models.TextChoices):
    BUSINESS = "business", _("business hours")
    CALENDAR = "calendar", _("around the clock")


class PriorityKey(models.TextChoices):
    URGENT = "urgent", _("Urgent")
    HIGH = "high", _("High")
    NORMAL = "normal", _("Normal")
    LOW = "low", _("Low")


class ApplyTo(models.TextChoices):
    NEW_AND_CHANGED = "new_and_changed", _("new tickets, and open ones at their next change")
    ALL_OPEN = "all_open", _("all open tickets, now")


class OnReopen(models.TextChoices):
    CONTINUE = "continue", _("go on where it stopped")
    RESTART = "restart", _("start again")


def no_conditions() -> dict:
    return {"all": [], "any": []}


class PolicyQuerySet(TenantQuerySet):
    def in_order(self) -> "PolicyQuerySet":
        """As they are tried: by position, the default one last."""
        return self.order_by("is_default", "position", "id")

    def in_force(self) -> "PolicyQuerySet":
        """Switched on and published at least once."""
        return self.filter(is_active=True, current__isnull=False)


class Policy(TenantModel):
    is_setting = True

    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)
    conditions = models.JSONField(default=no_conditions)
    current = models.ForeignKey("sla.PolicyVersion", on_delete=models.SET_NULL, null=True, related_name="+")
    # While it is being applied to all open tickets: those up to this id have been looked at.
    applied_up_to = models.BigIntegerField(null=True)

    objects = TenantManager.from_queryset(PolicyQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="one_policy_per_name"),
            models.UniqueConstraint(
                fields=["tenant", "position"],
                name="one_policy_per_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["tenant"], condition=Q(is_default=True), name="one_default_policy_per_tenant"
            ),
            models.CheckConstraint(
                condition=Q(is_default=True, conditions=NO_CONDITIONS)
                | (Q(is_default=False) & ~Q(conditions=NO_CONDITIONS)),
                name="only_the_default_policy_takes_every_ticket",
            ),
        ]
        verbose_name_plural = "policies"

    def __str__(self):
        return self.name


class PolicyVersion(TenantModel):
    """A policy as it was published: all that its clocks were promised can be read here, for ever."""

    is_setting = True

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=200)
    calendar = models.ForeignKey("sla.Calendar", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    on_reopen = models.CharField(max_length=8, choices=OnReopen.choices, default=OnReopen.CONTINUE)
    bot_reply_counts = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "policy", "number"], name="one_policy_version_per_number")
        ]

    def __str__(self):
        return f"policy {self.policy_id} version {self.number}"


class Target(TenantModel):
    """How much time one measure has at one priority. No row, no such clock."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="targets")
    metric = models.CharField(max_length=20, choices=Metric.choices)
    priority = models.CharField(max_length=8, choices=PriorityKey.choices)
    target_seconds = models.PositiveIntegerField()
    basis = models.CharField(max_length=8, choices=Basis.choices, default=Basis.BUSINESS)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "version", "metric", "priority"], name="one_target_per_metric_and_priority"
            ),
            models.CheckConstraint(condition=Q(target_seconds__gte=1), name="a_target_is_at_least_a_second"),
        ]

    def __str__(self):
        return f"{self.metric} {self.priority}: {self.target_seconds} s {self.basis}"


class Selection(TenantModel):
    """Which policy was chosen for a ticket at one of its events, and why not those before it. Written once."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False)
    event_seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    calendar = models.ForeignKey("sla.Calendar", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    # [{"policy": 3, "name": "Chat", "matched": false, "because": "…"}] in the order they were tried
    tried = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "ticket", "event_seq"], name="one_selection_per_ticket_event")
        ]
        indexes = [models.Index("tenant", "ticket", F("event_seq").desc(), name="selection_newest_first")]

    def __str__(self):
        return f"version {self.version_id} for ticket {self.ticket_id}"
