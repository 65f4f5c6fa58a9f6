"""Missed promises as they are looked up: whose they were and what led to them; and forgiving many at once."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team
from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from sla.models.policy import Metric
from tickets.models.visibility import eyes_of, seen_with


class BreachQuerySet(TenantQuerySet):
    def seen_by(self, agent, *, sees_all: bool) -> "BreachQuerySet":
        """Those on tickets the agent may see; without `sees_all` their own teams' and their own."""
        rows = self.filter(seen_with(eyes_of(agent), "ticket__"))
        own = Team.objects.filter(memberships__agent=agent)
        return rows if sees_all else rows.filter(Q(team__in=own) | Q(agent=agent))

    def between(self, start, end) -> "BreachQuerySet":
        return self.filter(breached_at__gte=start, breached_at__lt=end)

    def newest_first(self) -> "BreachQuerySet":
        return self.order_by("-breached_at", "-id")


class Breach(TenantModel):
    """A clock that ran over, told from the event log once it happened. Rebuilt from it at any time."""

    class Cause(models.TextChoices):
        TIGHTENED = "tightened", _("The target was tightened")
        HOURS_CHANGED = "hours", _("Business hours changed")
        RESUMED_LATE = "resumed", _("Came back with little time left")
        REOPENED = "reopened", _("Reopened with little time left")
        NOBODY_ON_DUTY = "nobody", _("Nobody could take it")
        UNASSIGNED = "unassigned", _("Waited without an owner")
        BOUNCED = "bounced", _("Passed around")
        WITH_OWNER = "owner", _("Waited with its owner")

    clock = models.ForeignKey("sla.Clock", on_delete=models.CASCADE, related_name="+", db_index=False)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False)
    metric = models.CharField(max_length=20, choices=Metric.choices)
    breached_at = models.DateTimeField()
    team = models.ForeignKey("accounts.Team", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    agent = models.ForeignKey("accounts.Agent", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    cause = models.CharField(max_length=10, choices=Cause.choices)
    facts = models.JSONField(default=dict)  # what the words of the causes need: seconds, names, counts

    objects = TenantManager.from_queryset(BreachQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name_plural = "breaches"
        constraints = [models.UniqueConstraint(fields=["tenant", "clock"], name="one_breach_per_clock")]
        indexes = [
            models.Index("tenant", F("breached_at").desc(), F("id").desc(), name="breach_by_time"),
            models.Index(fields=["tenant", "ticket"], name="breach_of_ticket"),
        ]

    def __str__(self):
        return f"{self.metric} of ticket {self.ticket_id} missed at {self.breached_at}: {self.cause}"


class BulkWaiver(TenantModel):
    """Missed promises that somebody chose to forgive together, and how far that has come."""

    by_agent = models.ForeignKey(
        "accounts.Agent", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    by_name = models.CharField(max_length=200)
    because = models.CharField(max_length=500)
    clocks = models.JSONField()  # their ids, in the order they are worked off
    done = models.PositiveIntegerField(default=0)
    waived = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "id"], condition=Q(finished_at=None), name="bulk_waiver_unfinished")]

    def __str__(self):
        return f"{self.by_name} waives {len(self.clocks)}"
