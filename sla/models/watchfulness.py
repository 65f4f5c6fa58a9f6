"""Whether the promises are looked after as they should be: the sweep's last rounds, and clocks found to be wrong."""

from django.db import models
from django.db.models import Q

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class SweepState(models.Model):
    """The one row of the installation that says when the sweep last worked, and whether it has stopped and why."""

    last_at = models.DateTimeField(null=True)
    took_ms = models.PositiveIntegerField(default=0)
    minute = models.DateTimeField(null=True)
    handled_in_minute = models.PositiveIntegerField(default=0)
    handled_in_minute_before = models.PositiveIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True)  # by the database's clock, which is not believed
    seconds_ahead = models.PositiveIntegerField(default=0)
    trusted_at = models.DateTimeField(null=True)  # an operator has said that the database's clock is right

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_state_of_the_sweep")]

    def __str__(self):
        return f"swept at {self.last_at}"


class DriftQuerySet(TenantQuerySet):
    def standing(self) -> "DriftQuerySet":
        """What has not been put right."""
        return self.filter(settled_at=None)


class Drift(TenantModel):
    """A ticket whose stored clocks are not what its event log gives: found by the nightly check."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+")
    found_at = models.DateTimeField()
    says = models.JSONField()  # the differences in words
    settled_at = models.DateTimeField(null=True)

    objects = TenantManager.from_queryset(DriftQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "ticket"], condition=Q(settled_at=None), name="one_standing_drift_per_ticket"
            )
        ]

    def __str__(self):
        return f"ticket {self.ticket_id}: {len(self.says)} differences"
