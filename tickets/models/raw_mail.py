"""A mail exactly as it came, stored and committed before anything tries to read it."""

from django.db import models
from django.db.models import Q

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class RawMailQuerySet(TenantQuerySet):
    def in_quarantine(self) -> "RawMailQuerySet":
        return self.filter(state=RawMail.State.QUARANTINED)

    def newest_first(self) -> "RawMailQuerySet":
        return self.order_by("-received_at", "-id")


class RawMail(TenantModel):
    class State(models.TextChoices):
        PENDING = "pending"
        PROCESSED = "processed"
        QUARANTINED = "quarantined"  # we could not read it, or must not trust it: shown to an agent
        DISCARDED = "discarded"  # an agent looked at it and threw it away

    class Lesson(models.TextChoices):
        SPAM = "spam"
        HAM = "ham"

    UPLOADED = "upload"
    PROVIDED = "provider"

    mailbox = models.ForeignKey(
        "tickets.Mailbox", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    digest = models.CharField(max_length=64)  # sha256 of the bytes
    dedupe_key = models.CharField(max_length=300)  # mailbox + Message-ID, else the digest
    message_id = models.CharField(max_length=250, blank=True)
    storage_key = models.CharField(max_length=200)
    size_bytes = models.PositiveIntegerField()
    envelope_from = models.CharField(max_length=320, blank=True)
    envelope_to = models.JSONField(default=list)
    source = models.CharField(max_length=10)  # smtp, imap, command, upload, provider
    received_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.PENDING)
    reason = models.CharField(max_length=300, blank=True)
    sender = models.CharField(max_length=320, blank=True)  # as far as it could be read
    title = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    # What the spam filter is to learn from it, as long as it has not; then only what it has learned.
    lesson = models.CharField(max_length=4, choices=Lesson.choices, blank=True)
    lesson_due_at = models.DateTimeField(null=True)
    lesson_error = models.CharField(max_length=200, blank=True)

    objects = TenantManager.from_queryset(RawMailQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "dedupe_key"], name="one_raw_mail_per_delivery"),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="pending"), name="raw_mail_pending"),
            models.Index(
                fields=["tenant", "-received_at"], condition=Q(state="quarantined"), name="raw_mail_in_quarantine"
            ),
            models.Index(fields=["tenant", "mailbox", "received_at"], name="raw_mail_of_mailbox"),
            models.Index(fields=["lesson_due_at"], condition=Q(lesson_due_at__isnull=False), name="raw_mail_to_learn"),
        ]

    def __str__(self):
        return f"{self.message_id or self.digest[:12]} ({self.state})"
