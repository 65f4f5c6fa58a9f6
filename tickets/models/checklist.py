"""What must be looked at for tickets of a sort, as the company wrote it down, and as it stands on one ticket."""

from django.db import models

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class ChecklistQuerySet(TenantQuerySet):
    def usable(self) -> "ChecklistQuerySet":
        return self.filter(is_active=True)

    def by_name(self) -> "ChecklistQuerySet":
        return self.order_by("name", "id")


class Checklist(TenantModel):
    """A list to copy onto tickets: by itself onto those of its category or type, else by hand, macro or rule."""

    is_setting = True

    name = models.CharField(max_length=80)
    items = models.JSONField(default=list)  # texts, in order
    category = models.ForeignKey(
        "tickets.Category", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=20, blank=True)  # the ticket's type; both given: both must fit
    is_required = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    objects = TenantManager.from_queryset(ChecklistQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="one_checklist_per_name")]

    def __str__(self):
        return self.name


class TicketChecklist(TenantModel):
    """A checklist on a ticket: what its items were when it was put there, and who ticked which."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="checklists", db_index=False)
    checklist = models.ForeignKey(Checklist, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=80)
    is_required = models.BooleanField(default=False)
    items = models.JSONField()  # [{"text", "by": the name of who ticked it, or null, "at"}]
    is_done = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "ticket", "name"], name="a_checklist_once_on_a_ticket")
        ]

    def __str__(self):
        return f"{self.name} on ticket {self.ticket_id}"

    @property
    def done_count(self) -> int:
        return sum(item["by"] is not None for item in self.items)
