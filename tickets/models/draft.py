"""What an agent was about to say, kept on the server: one draft for each agent, ticket, kind and place."""

from django.db import models
from django.db.models import Q

from helpdesk.base.html import html_to_text
from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class DraftQuerySet(TenantQuerySet):
    def in_composer(self) -> "DraftQuerySet":
        return self.filter(kind__in=[Draft.Kind.REPLY, Draft.Kind.NOTE])


class Draft(TenantModel):
    class Kind(models.TextChoices):
        REPLY = "reply"
        NOTE = "note"
        SIDE = "side"
        NEW = "new"  # without a ticket

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, null=True, related_name="drafts")
    agent = models.ForeignKey("accounts.Agent", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    # Which of several forms of that kind it was written in: "s12" answers a conversation beside the ticket, "m34"
    # passes a message on, "newest" what was said last; of a new ticket, the address it was begun for.
    place = models.CharField(max_length=254, blank=True, default="", db_default="")
    html = models.TextField(blank=True)
    cc = models.JSONField(default=list)
    bcc = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    # An answer that goes out by itself later (tickets.scheduling): when, the status with it, what its author had seen.
    send_at = models.DateTimeField(null=True)
    send_then = models.ForeignKey("tickets.Status", on_delete=models.SET_NULL, null=True, related_name="+")
    seen_id = models.BigIntegerField(null=True)
    # Sent just now and held for the seconds in which it can be taken back; what its parts chose goes with it.
    is_held = models.BooleanField(default=False)
    parts = models.JSONField(default=dict)  # of a form: its other fields, as they were typed

    objects = TenantManager.from_queryset(DraftQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "ticket", "agent", "kind", "place"],
                nulls_distinct=False,
                name="one_draft_per_agent_and_place",
            ),
            models.CheckConstraint(condition=Q(place="") | Q(kind__in=["side", "new"]), name="only_forms_have_places"),
            models.CheckConstraint(
                condition=Q(ticket=None, kind="new") | Q(~Q(kind="new"), ticket__isnull=False),
                name="only_a_new_ticket_is_none_yet",
            ),
            models.CheckConstraint(condition=Q(send_at=None) | Q(kind="reply"), name="only_answers_are_scheduled"),
        ]
        indexes = [models.Index(fields=["send_at"], condition=Q(send_at__isnull=False), name="draft_to_send")]

    def __str__(self):
        return f"{self.kind} draft of {self.agent_id} on {self.ticket_id}"

    @property
    def text(self) -> str:
        return html_to_text(self.html).strip()
