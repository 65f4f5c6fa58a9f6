"""Who has to do with a ticket besides its requester and its assignee."""

from django.db import models

from helpdesk.tenancy.models import TenantModel


class Follower(TenantModel):
    """An agent who wants to hear of a ticket without owning it."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="followers")
    agent = models.ForeignKey("accounts.Agent", on_delete=models.CASCADE, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "ticket", "agent"], name="follows_a_ticket_once")]

    def __str__(self):
        return f"{self.agent_id} follows {self.ticket_id}"


class Participant(TenantModel):
    """A contact in copy: gets the public answers, sees the ticket in the portal."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="participants")
    contact = models.ForeignKey("tickets.Contact", on_delete=models.CASCADE, related_name="participations")
    since = models.DateTimeField()  # earlier messages are not theirs to read (spec/security.md row 2)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "ticket", "contact"], name="in_copy_once")]

    def __str__(self):
        return f"{self.contact_id} in copy of {self.ticket_id}"


class ReadMark(TenantModel):
    """How far an agent has read a ticket: unread is per person."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="read_marks")
    agent = models.ForeignKey("accounts.Agent", on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "ticket", "agent"], name="one_read_mark")]

    def __str__(self):
        return f"{self.agent_id} read {self.ticket_id}"
