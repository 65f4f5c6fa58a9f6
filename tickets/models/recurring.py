"""Tickets that come again by themselves: every Monday, on the last day of each month."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from helpdesk.tenancy.models import TenantModel
from tickets.models.priority import Priority


class RecurringTicket(TenantModel):
    """What is opened, for whom, and when next. `next_at` is all the sweep reads; empty while it is off or over."""

    class Every(models.TextChoices):
        DAY = "day", _("day")
        WEEK = "week", _("week")
        MONTH = "month", _("month")
        YEAR = "year", _("year")

    subject = models.CharField(max_length=300)
    text = models.TextField()
    requester = models.ForeignKey("tickets.Contact", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("accounts.Team", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    assignee = models.ForeignKey("accounts.Agent", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    is_active = models.BooleanField(default=True)
    every = models.CharField(max_length=5, choices=Every.choices, default=Every.WEEK)
    step = models.PositiveSmallIntegerField(default=1)  # every second week: 2
    weekdays = models.JSONField(default=list)  # of a week: [0, 4] is Monday and Friday
    month_day = models.SmallIntegerField(default=1)  # of a month: 1 to 31, -1 the last; a month without it is left out
    at_time = models.TimeField()  # in the company's time zone
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    next_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    last_ticket = models.ForeignKey("tickets.Ticket", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(step__gte=1), name="a_recurring_ticket_steps_forward"),
            models.CheckConstraint(
                condition=Q(month_day__gte=1, month_day__lte=31) | Q(month_day=-1), name="a_day_of_a_month_or_its_last"
            ),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="recurring_ticket_due")]

    def __str__(self):
        return self.subject
