"""Unresolved work through time. Raw: what turns out to be spam still counts for the days it was taken for work."""

from django.db import models
from django.db.models import Q

from helpdesk.tenancy.models import TenantManager, TenantModel
from metrics.models.dimensions import DimensionQuerySet, Dimensions

ACTIONABLE = ("new", "open")


class OpenSpanQuerySet(DimensionQuerySet):
    def standing_before(self, instant):
        """The spans, one a ticket, that made up the backlog when `instant` came; what happened at it is not in yet."""
        return self.filter(Q(to_at__isnull=True) | Q(to_at__gte=instant), from_at__lt=instant)


class OpenSpan(Dimensions):
    """A stretch in which a ticket was unresolved and present, and neither its category nor its owner changed."""

    class Began(models.TextChoices):
        CREATED = "created"
        REOPENED = "reopened"
        RESTORED = "restored"
        CHANGED = "changed"

    class Ended(models.TextChoices):
        RESOLVED = "resolved"
        REMOVED = "removed"
        CHANGED = "changed"

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    agent_id = models.BigIntegerField(null=True)
    category = models.CharField(max_length=10)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    began_by = models.CharField(max_length=8, choices=Began.choices)
    ended_by = models.CharField(max_length=8, choices=Ended.choices, blank=True)

    objects = TenantManager.from_queryset(OpenSpanQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "ticket", "number"], name="one_open_span_per_number"),
            models.CheckConstraint(
                condition=Q(to_at__isnull=True, ended_by="") | (Q(to_at__isnull=False) & ~Q(ended_by="")),
                name="an_ended_span_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "to_at", "from_at"], name="open_span_by_end"),
            models.Index(fields=["tenant", "from_at"], name="open_span_by_start"),
        ]

    def __str__(self):
        return f"ticket {self.ticket_id} {self.category} from {self.from_at:%F %T}"


class BacklogSnapshot(Dimensions):
    """How much was unresolved at the local midnight that ended `day`. A day without backlog has one row of zeros."""

    day = models.DateField()
    unresolved = models.PositiveIntegerField()
    actionable = models.PositiveIntegerField()

    objects = TenantManager.from_queryset(DimensionQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "day", "team_id", "channel", "priority"],
                nulls_distinct=False,
                name="one_backlog_snapshot_per_midnight_and_dimension",
            )
        ]

    def __str__(self):
        return f"{self.unresolved} unresolved at the end of {self.day}"
