"""How long agents worked on a ticket: what open pages reported, and what people corrected, each in their own name."""

from django.db import models
from django.db.models import Q

from helpdesk.tenancy.models import TenantModel


class Stretch(TenantModel):
    """One unbroken look of an agent at a ticket: beats that came at most 30 s apart (spec/metrics.md §3)."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="stretches", db_index=False)
    agent = models.ForeignKey("accounts.Agent", on_delete=models.CASCADE, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    counted_until = models.DateTimeField()  # up to here the agent's time is counted: no second counts twice
    seconds = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(last_at__gte=models.F("started_at")), name="a_stretch_ends_after_it_began"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "ticket"], name="stretch_of_ticket"),
            models.Index(fields=["tenant", "agent", "last_at"], name="stretch_of_agent"),
        ]

    def __str__(self):
        return f"{self.seconds} s of agent {self.agent_id} on ticket {self.ticket_id}"

    @property
    def minutes(self) -> float:
        return self.seconds / 60


class TimeCorrection(TenantModel):
    """Seconds added to, or taken off, an agent's time on a ticket, by whom and why. Written once."""

    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="time_corrections", db_index=False
    )
    agent = models.ForeignKey("accounts.Agent", on_delete=models.CASCADE, related_name="+", db_index=False)
    seconds = models.IntegerField()
    because = models.CharField(max_length=200)
    by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.CheckConstraint(condition=~Q(seconds=0), name="a_correction_corrects")]
        indexes = [
            models.Index(fields=["tenant", "ticket"], name="time_correction_of_ticket"),
            models.Index(fields=["tenant", "made_at"], name="time_correction_by_time"),
        ]

    def __str__(self):
        return f"{self.seconds:+} s of agent {self.agent_id} on ticket {self.ticket_id}"

    @property
    def minutes(self) -> float:
        return self.seconds / 60
