"""Tickets whose facts are behind their events. A row is a doorbell: deleted before the events are read."""

from django.db import models

from helpdesk.tenancy.models import TenantModel


class DirtyTicket(TenantModel):
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False)
    marked_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["marked_at"], name="dirty_ticket_by_age")]

    def __str__(self):
        return f"ticket {self.ticket_id} since {self.marked_at:%F %T}"
