"""What Microsoft or Google gave us leave to do with a mailbox, and as whom we ask."""

from django.db import models
from django.db.models import Q

from helpdesk.tenancy.models import TenantModel


class MailClient(TenantModel):
    """The company's own registration with a provider: who we say we are when we ask for a mailbox."""

    provider = models.CharField(max_length=10)
    client_id = models.CharField(max_length=200)
    client_secret = models.CharField(max_length=1000)  # sealed
    directory = models.CharField(max_length=100, blank=True)  # Microsoft: whose accounts; empty for any organisation's

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "provider"], name="one_mail_client_per_provider")]

    def __str__(self):
        return f"{self.provider}: {self.client_id}"


class MailGrant(TenantModel):
    """Leave to use one mailbox: a token for the next hour and what to renew it with, all of them sealed."""

    mailbox = models.ForeignKey("tickets.Mailbox", on_delete=models.CASCADE, related_name="grants", db_index=False)
    provider = models.CharField(max_length=10)
    code = models.TextField(blank=True)  # came back from the provider and waits to be exchanged
    verifier = models.CharField(max_length=300, blank=True)
    refresh_token = models.TextField(blank=True)
    access_token = models.TextField(blank=True)
    expires_at = models.DateTimeField(null=True)
    renewed_at = models.DateTimeField(null=True)
    refused_because = models.CharField(max_length=300, blank=True)  # only connecting again helps
    begun_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "mailbox"], name="one_grant_per_mailbox")]
        indexes = [models.Index(fields=["expires_at"], condition=Q(refused_because=""), name="mail_grant_to_renew")]

    @property
    def is_good(self) -> bool:
        return bool(self.refresh_token) and not self.refused_because

    def __str__(self):
        return f"{self.provider} for mailbox {self.mailbox_id}"
