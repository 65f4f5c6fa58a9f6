"""The moments at which a clock or an escalation rule must be looked at: all that the sweep reads."""

from django.db import models
from django.db.models import Q

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class DeadlineQuerySet(TenantQuerySet):
    def pending(self) -> "DeadlineQuerySet":
        return self.filter(state=Deadline.State.PENDING)

    def due(self, now) -> "DeadlineQuerySet":
        return self.pending().filter(fire_at__lte=now)


class Deadline(TenantModel):
    class Kind(models.TextChoices):
        BREACH = "breach"
        RULE = "rule"
        UPDATE = "update"  # of a commitment: to remind, and to see that it was missed

    class State(models.TextChoices):
        PENDING = "pending"
        FIRED = "fired"
        SUPERSEDED = "superseded"
        CANCELLED = "cancelled"
        FAILED = "failed"  # gave an error at every attempt; listed for an operator

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+")
    clock = models.ForeignKey(
        "sla.Clock", on_delete=models.CASCADE, null=True, related_name="deadlines", db_index=False
    )
    kind = models.CharField(max_length=6, choices=Kind.choices)
    rule = models.ForeignKey("sla.EscalationRule", on_delete=models.CASCADE, null=True, related_name="deadlines")
    commitment = models.ForeignKey(
        "sla.Commitment", on_delete=models.CASCADE, null=True, related_name="deadlines", db_index=False
    )
    point_key = models.CharField(max_length=60)
    threshold = models.IntegerField(default=100)  # clock seconds, for the order among points of one instant
    fire_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    fired_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    # How many rules, one setting off the other, made it due at once (sla.md §10.8).
    depth = models.PositiveSmallIntegerField(default=0)

    objects = TenantManager.from_queryset(DeadlineQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "clock", "point_key"],
                condition=Q(clock__isnull=False),
                name="one_deadline_per_point_of_a_clock",
            ),
            models.UniqueConstraint(
                fields=["tenant", "ticket", "point_key"],
                condition=Q(clock__isnull=True),
                name="one_deadline_per_point_of_a_ticket",
            ),
            models.CheckConstraint(
                condition=Q(kind="breach", rule__isnull=True, clock__isnull=False, commitment__isnull=True)
                | Q(kind="rule", rule__isnull=False, commitment__isnull=True)
                | Q(kind="update", rule__isnull=True, clock__isnull=True, commitment__isnull=False),
                name="a_deadline_has_what_it_is_about",
            ),
        ]
        indexes = [
            models.Index(
                fields=["fire_at", "tenant"],
                condition=Q(state="pending", fire_at__isnull=False),
                name="deadline_pending_by_time",
            ),
            models.Index(
                fields=["tenant", "fire_at", "id"],
                condition=Q(state="pending", fire_at__isnull=False),
                name="deadline_pending_by_tenant",
            ),
            models.Index(fields=["tenant"], condition=Q(state="failed"), name="deadline_failed"),
        ]

    def __str__(self):
        return f"{self.point_key} of ticket {self.ticket_id} at {self.fire_at}"
