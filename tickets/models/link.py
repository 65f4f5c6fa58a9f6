"""That two tickets have to do with each other, and how."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from helpdesk.tenancy.models import TenantModel


class LinkKind(models.TextChoices):
    """What `ticket` is to `other`."""

    RELATES = "relates", _("relates to")
    DUPLICATES = "duplicates", _("is a duplicate of")
    CAUSES = "causes", _("is the problem behind")
    PARENT = "parent", _("is done with the help of")


class TicketLink(TenantModel):
    """`ticket` relates to / duplicates / causes / is the parent of `other`: one row, read from both ends."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="links_from")
    other = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="links_to")
    kind = models.CharField(max_length=10, choices=LinkKind.choices)
    made_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "ticket", "other", "kind"], name="linked_once_in_a_way"),
            models.CheckConstraint(condition=~Q(ticket=F("other")), name="a_ticket_is_not_linked_to_itself"),
            # A part is done for one whole, an incident has one problem behind it.
            models.UniqueConstraint(
                fields=["tenant", "other", "kind"], condition=Q(kind__in=["causes", "parent"]), name="one_above_each"
            ),
        ]

    def __str__(self):
        return f"{self.ticket_id} {self.kind} {self.other_id}"
