"""A ticket put aside: until when, by whom, and what is to be looked at when it wakes."""

from django.db import models

from helpdesk.tenancy.models import TenantModel


class Snooze(TenantModel):
    """One a ticket, gone when it wakes. Lists read `Ticket.snoozed_until`, which says the same."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="snoozes")
    agent = models.ForeignKey("accounts.Agent", on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()
    waits_for_answer = models.BooleanField(default=False)  # the hour is only the latest: it waits for the customer
    reason = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "ticket"], name="snoozed_once_at_a_time")]

    def __str__(self):
        return f"{self.ticket_id} until {self.until:%Y-%m-%d %H:%M}"
