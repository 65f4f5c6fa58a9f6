"""A key for programs: acts as one agent, stored only as a digest."""

from django.db import models

from helpdesk.tenancy.models import TenantModel


class ApiToken(TenantModel):
    agent = models.ForeignKey("accounts.Agent", on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    hint = models.CharField(max_length=12)  # the first characters, to tell tokens apart in a list
    digest = models.CharField(max_length=64)
    scope = models.CharField(max_length=5, choices=[("read", "read"), ("write", "write")], default="write")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "digest"], name="one_api_token_per_digest")]

    def __str__(self):
        return f"{self.name} ({self.hint}…)"
