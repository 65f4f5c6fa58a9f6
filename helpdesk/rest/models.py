"""POSTs that were already done, kept for a day, so that a repeat gets the first answer and has no second effect."""

from django.db import models

from helpdesk.tenancy.models import TenantModel


class IdempotencyKey(TenantModel):
    """One `Idempotency-Key` of one token. Written in the transaction of the request itself: both stay or neither."""

    token = models.ForeignKey("accounts.ApiToken", on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)  # sha256 of method, address and body
    status = models.PositiveSmallIntegerField(null=True)  # empty only while the first request is at work
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "token", "key"], name="one_answer_per_key_and_token")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_by_age")]

    def __str__(self):
        return f"{self.key} of token {self.token_id}"
