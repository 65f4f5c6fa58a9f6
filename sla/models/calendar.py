"""When a team works. Every state a calendar was ever in is kept, because clocks of the past were counted by it."""

from django.db import models
from django.db.models import Q

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class CalendarQuerySet(TenantQuerySet):
    def by_name(self) -> "CalendarQuerySet":
        return self.order_by("name", "id")

    def default(self) -> "Calendar | None":
        """The calendar of policies that name none."""
        return self.filter(is_default=True).first()


class Calendar(TenantModel):
    is_setting = True

    name = models.CharField(max_length=80)
    # Weekly versions, exceptions and yearly days in the form of sla.calendar_reading, zone included.
    form = models.JSONField()
    is_default = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    objects = TenantManager.from_queryset(CalendarQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="one_calendar_per_name"),
            models.UniqueConstraint(
                fields=["tenant"], condition=Q(is_default=True), name="one_default_calendar_per_tenant"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def zone(self) -> str:
        return self.form["tz"]


class CalendarRevision(TenantModel):
    """A calendar as it read from one instant on. Written once."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    form = models.JSONField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "calendar", "number"], name="one_calendar_revision_per_number")
        ]

    def __str__(self):
        return f"calendar {self.calendar_id} revision {self.number}"
