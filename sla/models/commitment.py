"""What an agent promised a customer: to write again by a certain moment."""

from django.db import models
from django.db.models import F, Q

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class CommitmentQuerySet(TenantQuerySet):
    def of(self, ticket) -> "CommitmentQuerySet":
        return self.filter(ticket=ticket)

    def open(self) -> "CommitmentQuerySet":
        """Neither answered nor withdrawn; missed ones are still owed."""
        return self.filter(answered_at=None, withdrawn_at=None)

    def missed(self) -> "CommitmentQuerySet":
        return self.filter(missed_at__isnull=False)

    def newest_first(self) -> "CommitmentQuerySet":
        return self.order_by("-promised_at", "-id")


class Commitment(TenantModel):
    """ "You will hear from us by …", said in an answer. The next public answer ends it, in time or too late.

    It belongs to the ticket its message belongs to, and goes with it into another.
    """

    class Withdrawn(models.TextChoices):
        RESOLVED = "resolved"
        HIDDEN = "hidden"  # spam or deleted; restoring the ticket brings the promise back

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="commitments", db_index=False)
    message = models.ForeignKey("tickets.Message", on_delete=models.CASCADE, related_name="+", db_index=False)
    by_agent = models.ForeignKey(
        "accounts.Agent", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    by_name = models.CharField(max_length=200)
    words = models.CharField(max_length=300)  # as the customer read them
    promised_at = models.DateTimeField()
    promised_for = models.DateTimeField()
    remind_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=10, choices=Withdrawn.choices, blank=True)

    objects = TenantManager.from_queryset(CommitmentQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="a_commitment_ends_in_one_way",
            ),
            models.CheckConstraint(
                condition=Q(promised_for__gt=F("promised_at")), name="a_commitment_is_about_the_future"
            ),
        ]
        indexes = [
            models.Index("tenant", "ticket", F("promised_at").desc(), name="commitment_of_ticket"),
            models.Index(
                "tenant",
                F("missed_at").desc(),
                F("id").desc(),
                condition=Q(missed_at__isnull=False),
                name="commitment_missed",
            ),
        ]

    def __str__(self):
        return f"an update of ticket {self.ticket_id} by {self.promised_for}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None

    @property
    def state(self) -> str:
        """open, kept, missed (also once it was answered too late), or withdrawn."""
        if self.missed_at:
            return "missed"
        if self.withdrawn_at:
            return "withdrawn"
        return "kept" if self.answered_at else "open"
