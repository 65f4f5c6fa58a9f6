"""When each agent works: weekly shifts from a date on, and leave that takes days out of them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class ShiftPattern(TenantModel):
    """An agent's week, valid from a local date until the next pattern begins. A week without hours is an end."""

    agent = models.ForeignKey("accounts.Agent", on_delete=models.CASCADE, related_name="+")
    effective_from = models.DateField()
    zone = models.CharField(max_length=64)
    week = models.JSONField(default=dict)  # {"mon": [["09:00", "17:00"]]}, as calendars have it; nights over midnight

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "agent", "effective_from"], name="one_week_per_agent_and_start")
        ]

    def __str__(self):
        return f"{self.agent_id} from {self.effective_from}"


class LeaveQuerySet(TenantQuerySet):
    def touching(self, first, last) -> "LeaveQuerySet":
        return self.filter(first_day__lte=last, last_day__gte=first)

    def granted(self) -> "LeaveQuerySet":
        return self.filter(is_granted=True)


class Leave(TenantModel):
    """Whole days away, the first perhaps from noon on and the last until noon; with somebody who stands in."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Holiday")
        PUBLIC = "public", _("Public holiday")
        SICK = "sick", _("Sick")
        TRAINING = "training", _("Training")
        OTHER = "other", _("Away")

    agent = models.ForeignKey("accounts.Agent", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.HOLIDAY)
    first_day = models.DateField()
    last_day = models.DateField()
    begins_at_noon = models.BooleanField(default=False)
    ends_at_noon = models.BooleanField(default=False)
    deputy = models.ForeignKey("accounts.Agent", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Asked for and not decided yet: it changes nothing until somebody grants it.
    is_granted = models.BooleanField(default=True)

    objects = TenantManager.from_queryset(LeaveQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="leave_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=F("agent")), name="nobody_stands_in_for_itself"
            ),
            models.CheckConstraint(
                condition=Q(begins_at_noon=False) | Q(ends_at_noon=False) | Q(last_day__gt=F("first_day")),
                name="leave_is_not_empty",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "agent", "last_day"], name="leave_by_agent")]

    def __str__(self):
        return f"{self.agent_id}: {self.first_day} to {self.last_day}"


class StaffingRules(TenantModel):
    """The company's word on who enters leave; without a row everybody enters their own."""

    is_setting = True

    leave_needs_word = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant"], name="one_row_of_staffing_rules")]

    def __str__(self):
        return "leave needs a word" if self.leave_needs_word else "leave needs no word"


class StaffingLook(TenantModel):
    """When an agent is looked at again: a shift or leave begins or ends, or it may have left its desk."""

    agent = models.ForeignKey("accounts.Agent", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "agent"], name="one_look_at_an_agent")]
        indexes = [models.Index(fields=["at"], name="staffing_look_by_time")]

    def __str__(self):
        return f"{self.agent_id} at {self.at:%F %T}"
