"""Tags: short words that group tickets across categories."""

from django.db import models

from helpdesk.tenancy.models import TenantModel


class Tag(TenantModel):
    name = models.CharField(max_length=50)  # lower case, no spaces at the ends

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="one_tag_per_name")]

    def __str__(self):
        return self.name


class TicketTag(TenantModel):
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="ticket_tags")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="ticket_tags")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "ticket", "tag"], name="tagged_once")]

    def __str__(self):
        return f"{self.tag_id} on {self.ticket_id}"
