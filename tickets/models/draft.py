"""What an agent was about to say, kept on the server: one draft for each agent, ticket and kind."""

from django.db import models

from helpdesk.tenancy.models import TenantModel


class Draft(TenantModel):
    class Kind(models.TextChoices):
        REPLY = "reply"
        NOTE = "note"

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="drafts")
    agent = models.ForeignKey("accounts.Agent", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    html = models.TextField(blank=True)
    cc = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "ticket", "agent", "kind"], name="one_draft_per_agent_and_kind")
        ]

    def __str__(self):
        return f"{self.kind} draft of {self.agent_id} on {self.ticket_id}"
