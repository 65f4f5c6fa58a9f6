"""The clocks of a ticket (sla.md §2 calls them timers), what they know of it, and their history."""

from django.db import models
from django.db.models import F, Q

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from sla.models.policy import Basis, Metric


class ClockQuerySet(TenantQuerySet):
    def of(self, ticket) -> "ClockQuerySet":
        return self.filter(ticket=ticket)

    def in_order(self) -> "ClockQuerySet":
        return self.order_by("started_at", "id")

    def active(self) -> "ClockQuerySet":
        return self.filter(state__in=[Clock.State.RUNNING, Clock.State.PAUSED])

    def breached(self) -> "ClockQuerySet":
        return self.filter(breached_at__isnull=False)


class Clock(TenantModel):
    class State(models.TextChoices):
        RUNNING = "running"
        PAUSED = "paused"
        SATISFIED = "satisfied"
        CANCELLED = "cancelled"

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="clocks", db_index=False)
    metric = models.CharField(max_length=20, choices=Metric.choices)
    instance = models.PositiveSmallIntegerField()
    policy_version = models.ForeignKey("sla.PolicyVersion", on_delete=models.PROTECT, related_name="+", db_index=False)
    target_seconds = models.PositiveIntegerField()
    basis = models.CharField(max_length=8, choices=Basis.choices)
    calendar = models.ForeignKey("sla.Calendar", on_delete=models.PROTECT, null=True, related_name="+")
    calendar_revision = models.PositiveIntegerField(null=True)
    # As everybody sees it: on a hidden ticket `state` is cancelled, and `state_below` goes on underneath.
    state = models.CharField(max_length=9, choices=State.choices)
    state_below = models.CharField(max_length=9, choices=State.choices)
    hidden = models.CharField(max_length=10, blank=True)
    started_at = models.DateTimeField()
    runs = models.JSONField(default=list)  # [[from, to or null], …], the stretches in which it ran
    consumed_seconds = models.PositiveIntegerField(default=0)  # as of the last change
    due_at = models.DateTimeField(null=True)
    satisfied_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    detected_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=30, blank=True)
    waived_by = models.CharField(max_length=200, blank=True)
    waived_because = models.CharField(max_length=500, blank=True)

    objects = TenantManager.from_queryset(ClockQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "ticket", "metric", "instance"], name="one_clock_per_metric_and_instance"
            ),
            models.UniqueConstraint(
                fields=["tenant", "ticket", "metric"],
                condition=Q(state__in=["running", "paused"]),
                name="one_active_clock_per_metric",
            ),
            models.CheckConstraint(
                condition=~Q(state="paused") | Q(due_at__isnull=True), name="a_paused_clock_is_not_due"
            ),
            models.CheckConstraint(
                condition=Q(satisfied_at__isnull=True) | Q(state_below="satisfied"),
                name="satisfied_at_only_when_satisfied",
            ),
            models.CheckConstraint(
                condition=Q(calendar__isnull=False, basis="business") | Q(calendar__isnull=True, basis="calendar"),
                name="only_business_time_has_a_calendar",
            ),
            models.CheckConstraint(
                condition=Q(waived_by="") | Q(breached_at__isnull=False), name="only_a_breach_is_waived"
            ),
        ]
        indexes = [
            models.Index(
                fields=["calendar", "calendar_revision"],
                condition=Q(state__in=["running", "paused"]),
                name="clock_behind_its_calendar",
            ),
            models.Index(
                "tenant", F("breached_at").desc(), condition=Q(breached_at__isnull=False), name="clock_breach"
            ),
        ]

    def __str__(self):
        return f"{self.metric} {self.instance} of ticket {self.ticket_id}: {self.state}"


class Watch(TenantModel):
    """What the clocks must know of their ticket between two events; made from events and from nothing else."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False)
    version = models.ForeignKey("sla.PolicyVersion", on_delete=models.PROTECT, null=True, related_name="+")
    calendar = models.ForeignKey("sla.Calendar", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    priority = models.CharField(max_length=8)
    facts = models.JSONField()  # sla.engine.memory
    last_at = models.DateTimeField()
    # Anchors of the escalation triggers `unassigned` and `idle`: since when, and the event that began it.
    unassigned_since = models.DateTimeField(null=True)
    unassigned_seq = models.PositiveIntegerField(null=True)
    idle_since = models.DateTimeField(null=True)
    idle_seq = models.PositiveIntegerField(null=True)
    # The update an agent promised, while it is owed: the ticket is due by then like by a clock.
    update_due_at = models.DateTimeField(null=True)
    update_at_risk_from = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "ticket"], name="one_watch_per_ticket")]
        verbose_name_plural = "watches"

    def __str__(self):
        return f"watch of ticket {self.ticket_id}"


class ClockChange(TenantModel):
    """One line of a clock's history: started, paused, breached … Written once."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False)
    metric = models.CharField(max_length=20, choices=Metric.choices)
    instance = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=14)
    at = models.DateTimeField()
    detected_at = models.DateTimeField()
    cause = models.CharField(max_length=60)  # the kind of the event that brought it about, or "time"
    event_seq = models.PositiveIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=30, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "ticket", "id"], name="clock_change_of_ticket")]

    def __str__(self):
        return f"{self.metric} {self.instance} {self.type}"
