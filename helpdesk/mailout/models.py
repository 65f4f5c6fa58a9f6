"""The one way out for mail: every mail of the product is a row here before it leaves."""

from django.db import models
from django.db.models import Q

from helpdesk.base.conditions import exactly_when
from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class OutgoingMailQuerySet(TenantQuerySet):
    def about(self, purpose: str, subject_id: int) -> "OutgoingMailQuerySet":
        return self.filter(purpose=purpose, subject_id=subject_id)

    def in_trouble(self) -> "OutgoingMailQuerySet":
        """What did not leave, or came back."""
        return self.filter(state__in=[OutgoingMail.State.FAILED, OutgoingMail.State.BOUNCED])

    def on_the_way(self) -> "OutgoingMailQuerySet":
        return self.filter(state__in=[OutgoingMail.State.QUEUED, OutgoingMail.State.SENDING])

    def newest_first(self) -> "OutgoingMailQuerySet":
        return self.order_by("-created_at", "-id")


class OutgoingMail(TenantModel):
    """A mail, complete and frozen (recipients, headers, body in storage), with the story of its sending."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        DELIVERED = "delivered"  # a provider said that the recipient's server took it
        CANCELLED = "cancelled"
        BOUNCED = "bounced"  # the first server took it, and it came back
        FAILED = "failed"  # refused for good by the server, or given up: stays visible

    purpose = models.CharField(max_length=30)  # reply, acknowledgement, survey, invitation, sign_in, notice …
    subject_id = models.BigIntegerField(null=True)  # id of what it belongs to: a message, an invitation …
    sender = models.CharField(max_length=320)
    envelope_sender = models.CharField(max_length=320, blank=True)
    recipient = models.CharField(max_length=320)  # one row for each who gets it, frozen when it is written
    recipient_digest = models.CharField(max_length=64)  # what the caps of automatic mail count by, over all tenants
    is_automatic = models.BooleanField(default=False)
    title = models.CharField(max_length=500, blank=True)
    message_id = models.CharField(max_length=250)
    content_key = models.CharField(max_length=200)
    size_bytes = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    # Times the connection broke when it may have been accepted already: tried again once, never more.
    unclear_attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    complained_at = models.DateTimeField(null=True)  # its recipient took it for spam

    objects = TenantManager.from_queryset(OutgoingMailQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "message_id"], name="one_outgoing_mail_per_message_id"),
            models.CheckConstraint(
                condition=exactly_when(Q(state__in=["sent", "delivered"]), Q(sent_at__isnull=False)),
                name="sent_at_only_when_sent",
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state__in=["queued", "sending"]), name="mail_due"),
            models.Index(fields=["tenant", "purpose", "subject_id"], name="mail_by_purpose"),
            models.Index(fields=["tenant", "-created_at", "-id"], name="mail_by_age"),
            models.Index(
                fields=["tenant", "-created_at", "-id"],
                condition=Q(state__in=["failed", "bounced"]),
                name="mail_in_trouble_by_age",
            ),
            models.Index(
                fields=["recipient_digest", "created_at"], condition=Q(is_automatic=True), name="automatic_mail_to"
            ),
            models.Index(fields=["tenant", "created_at"], condition=Q(is_automatic=True), name="automatic_mail_of"),
        ]

    @property
    def may_be_cancelled(self) -> bool:
        return self.state == self.State.QUEUED

    @property
    def may_be_sent_again(self) -> bool:
        return self.state in (self.State.FAILED, self.State.BOUNCED, self.State.CANCELLED)

    @property
    def may_have_arrived(self) -> bool:
        """The connection broke after the whole mail was handed over, so nobody knows."""
        return self.unclear_attempts > 0

    def __str__(self):
        return f"{self.purpose} to {self.recipient}: {self.state}"


class MailDomain(TenantModel):
    """A domain that mail leaves in the name of: its key, and what its records said when they were last read."""

    domain = models.CharField(max_length=253)
    selector = models.CharField(max_length=63)
    private_key = models.TextField()  # sealed
    public_key = models.TextField()
    # Mail is signed from the first time the key was seen published: a signature nobody can check harms.
    is_signing = models.BooleanField(default=False)
    findings = models.JSONField(default=list)  # [{"name", "tone", "says", "record"}] of the last check
    checked_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "domain"], name="one_key_per_mail_domain")]

    def __str__(self):
        return self.domain


class MailWording(TenantModel):
    """What a company's mails of one kind say in one language. Rows are added, never changed: the newest is in force."""

    is_setting = True

    kind = models.CharField(max_length=30)  # helpdesk.mailout.kinds
    language = models.CharField(max_length=12)
    mailbox_id = models.BigIntegerField(default=0)  # kept by tickets; 0: of every mailbox without words of its own
    number = models.PositiveIntegerField()
    is_ours = models.BooleanField(default=False)  # back to what the product says: the texts are empty
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    written_by = models.CharField(max_length=200)
    written_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "language", "mailbox_id", "number"], name="one_wording_per_number"
            )
        ]

    def __str__(self):
        return f"{self.kind} ({self.language}), version {self.number}"
