"""What was said: by the customer, by an agent to the customer, or as an internal note. Written once; its visibility
never changes (spec/sla.md §7)."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class MessageQuerySet(TenantQuerySet):
    def in_order(self) -> "MessageQuerySet":
        return self.order_by("created_at", "id")

    def public(self) -> "MessageQuerySet":
        return self.exclude(kind=Message.Kind.NOTE)


class Message(TenantModel):
    class Kind(models.TextChoices):
        CUSTOMER = "customer"
        AGENT = "agent"
        NOTE = "note"

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="messages", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    channel = models.CharField(max_length=10)
    author_contact = models.ForeignKey(
        "tickets.Contact", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    author_agent = models.ForeignKey(
        "accounts.Agent", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    author_name = models.CharField(max_length=200)
    subject = models.CharField(max_length=300, blank=True)
    # What the person wrote now; what they quoted is folded away beside it, never thrown away.
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)  # sanitised on write; empty for plain text
    quoted_text = models.TextField(blank=True)
    quoted_html = models.TextField(blank=True)
    sanitiser_version = models.PositiveSmallIntegerField(default=0)
    machine = models.CharField(max_length=20, blank=True)  # auto_reply, bounce, list …: kept, answers nothing
    needs_no_reply = models.BooleanField(default=False)
    is_verified = models.BooleanField(default=True)  # False: the sender is not proved to be who it says
    verdict = models.JSONField(default=dict)  # what mail authentication said
    # What the mail brought besides words: {"invitation": …, "seal": "pgp-signed" …} (channels.email.enclosed).
    enclosed = models.JSONField(default=dict)
    to = models.JSONField(default=list)  # addresses as written, [{"name","address"}]
    cc = models.JSONField(default=list)
    bcc = models.JSONField(default=list)  # of an answer: who got it unseen by the others
    external_id = models.CharField(max_length=250, blank=True)  # Message-ID, or the channel's own id
    in_reply_to = models.CharField(max_length=250, blank=True)
    raw = models.ForeignKey("tickets.RawMail", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    # Where it was said, as long as that ticket is merged into this one: it goes back there when the merge is undone.
    origin = models.ForeignKey("tickets.Ticket", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    # Said to or by outsiders beside the ticket's own conversation: always internal (tickets.side_conversations).
    side = models.ForeignKey(
        "tickets.SideConversation", on_delete=models.CASCADE, null=True, related_name="messages", db_index=False
    )
    created_at = models.DateTimeField()
    search = SearchVectorField(null=True, editable=False)

    objects = TenantManager.from_queryset(MessageQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(side__isnull=True) | Q(kind="note"), name="what_is_said_beside_is_internal"
            ),
            models.UniqueConstraint(
                fields=["tenant", "channel", "external_id"],
                condition=~Q(external_id=""),
                name="one_message_per_external_id",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "ticket", "created_at", "id"], name="message_of_ticket"),
            models.Index(fields=["tenant", "-created_at", "-id"], name="message_by_age"),
            models.Index(fields=["tenant", "origin"], condition=Q(origin__isnull=False), name="message_by_origin"),
            models.Index(fields=["tenant", "side", "id"], condition=Q(side__isnull=False), name="message_of_side"),
            GinIndex(fields=["search"], name="message_search"),
        ]

    def __str__(self):
        return f"{self.kind} message {self.pk} of ticket {self.ticket_id}"

    @property
    def is_public(self) -> bool:
        return self.kind != self.Kind.NOTE

    @property
    def is_note(self) -> bool:
        return self.kind == self.Kind.NOTE

    @property
    def is_from_customer(self) -> bool:
        return self.kind == self.Kind.CUSTOMER
