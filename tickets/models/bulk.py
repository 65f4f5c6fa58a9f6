"""The same change on many tickets at once, with what it found on each: so that it can be followed and undone."""

from django.db import models

from helpdesk.tenancy.models import TenantModel


class BulkChange(TenantModel):
    """What an agent wants of a selection. `changes` is the wish by field (tickets.bulk_fields)."""

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        UNDOING = "undoing"
        UNDONE = "undone"

    agent = models.ForeignKey("accounts.Agent", on_delete=models.CASCADE, related_name="+")
    changes = models.JSONField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    queue_key = models.CharField(max_length=40, blank=True)  # where the agent came from, and goes back to
    seen_at = models.DateTimeField()  # what others did later is not overwritten
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(
                fields=["made_at"], condition=models.Q(state__in=["running", "undoing"]), name="bulk_change_to_go_on"
            )
        ]

    def __str__(self):
        return f"{self.changes} ({self.state})"


class BulkItem(TenantModel):
    """One ticket of a bulk change: what stood there before, what was set, and what came of it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting"
        CHANGED = "changed"
        SAME = "same"  # there was nothing to change
        REFUSED = "refused"
        UNDONE = "undone"
        KEPT = "kept"  # could not be undone: it was changed since

    bulk = models.ForeignKey(BulkChange, on_delete=models.CASCADE, related_name="items")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=7, choices=Outcome.choices, default=Outcome.WAITING)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    because = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "bulk", "ticket"], name="once_in_a_bulk_change")]
        indexes = [models.Index(fields=["tenant", "bulk", "outcome", "ticket"], name="bulk_item_by_outcome")]

    def __str__(self):
        return f"{self.ticket_id}: {self.outcome}"
