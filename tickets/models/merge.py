"""One ticket's end in another: what the agent saw and chose, and what it takes to undo it."""

from django.db import models
from django.db.models import Q

from helpdesk.tenancy.models import TenantModel


class Merge(TenantModel):
    """`ticket` ended in `into`. One that stands is undone within `merging.UNDO_WITHIN`, as if it had never been."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="merges")
    into = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="taken_over")
    by_name = models.CharField(max_length=200)
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    # What `into` got that it did not have: ids of tags, followers and people in copy, taken away again when undone.
    brought = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "ticket"], condition=Q(undone_at=None), name="merged_into_one_at_a_time"
            )
        ]

    def __str__(self):
        return f"{self.ticket_id} merged into {self.into_id}"
