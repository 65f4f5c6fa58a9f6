"""What routing decided for a ticket and why: the memory behind "Why Bo?"."""

from django.db import models

from helpdesk.tenancy.models import TenantModel


class RoutingDecision(TenantModel):
    """One look at who could take a ticket. Without an agent nobody could, and the ticket waits."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="routing_decisions")
    team = models.ForeignKey("accounts.Team", on_delete=models.SET_NULL, null=True, related_name="+")
    agent = models.ForeignKey("accounts.Agent", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=20, blank=True)  # a word of routing.reasons; empty without an agent
    # Each member of the team as it was then: agent, name, why (a word of routing.reasons), load, limit.
    candidates = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agent=None) | ~models.Q(why=""), name="a_chosen_agent_has_a_reason"
            ),
        ]

    def __str__(self):
        return f"{self.agent_id or 'nobody'} for ticket {self.ticket_id}"
