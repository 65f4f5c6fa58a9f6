"""A conversation beside a ticket's own: with outsiders, by mail, never seen by the customer."""

from django.db import models

from helpdesk.tenancy.models import TenantModel


class SideConversation(TenantModel):
    """Its messages are internal ones of the ticket (`Message.side`): whatever hides a note hides them."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="side_conversations")
    agent = models.ForeignKey("accounts.Agent", on_delete=models.SET_NULL, null=True, related_name="+")
    subject = models.CharField(max_length=300)
    people = models.JSONField(default=list)  # addresses that get what is said in it
    started_at = models.DateTimeField()

    def __str__(self):
        return self.subject
