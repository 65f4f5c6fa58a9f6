"""Tickets that came from another help desk, by the name they had there: a second import finds the first."""

from django.db import models

from helpdesk.tenancy.models import TenantModel


class ImportedTicket(TenantModel):
    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+")
    imported_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "source", "external_id"], name="one_ticket_per_name_elsewhere")
        ]

    def __str__(self):
        return f"{self.source} {self.external_id}"
