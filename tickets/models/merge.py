"""One's end in another, of tickets and of customers: who did it, and what it takes to undo it."""

from django.db import models
from django.db.models import Q

from helpdesk.tenancy.models import TenantModel


class Merge(TenantModel):
    """`ticket` ended in `into`. One that stands is undone within `undoing.UNDO_WITHIN`, as if it had never been."""

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


class CustomerMerge(TenantModel):
    """`one` was found to be `into`. Undone within `undoing.UNDO_WITHIN`, all that came from it goes back."""

    by_name = models.CharField(max_length=200)
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    moved = models.JSONField(default=dict)  # ids of rows that changed hands, by what they are
    filled = models.JSONField(default=dict)  # columns of `into` that were filled: what stood there, what stands there

    class Meta(TenantModel.Meta):
        abstract = True

    def __str__(self):
        return f"{self._meta.verbose_name} {self.one_id} merged into {self.into_id}"


class ContactMerge(CustomerMerge):
    one = models.ForeignKey("tickets.Contact", on_delete=models.CASCADE, related_name="merges")
    into = models.ForeignKey("tickets.Contact", on_delete=models.CASCADE, related_name="taken_over")

    class Meta(CustomerMerge.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "one"], condition=Q(undone_at=None), name="contact_merged_into_one_at_a_time"
            )
        ]


class OrganizationMerge(CustomerMerge):
    one = models.ForeignKey("tickets.Organization", on_delete=models.CASCADE, related_name="merges")
    into = models.ForeignKey("tickets.Organization", on_delete=models.CASCADE, related_name="taken_over")

    class Meta(CustomerMerge.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "one"], condition=Q(undone_at=None), name="organization_merged_into_one_at_a_time"
            )
        ]
