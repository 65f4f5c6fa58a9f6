"""A mail we sent to a company's own address to see whether it comes back to us."""

from django.db import models

from helpdesk.tenancy.models import TenantModel


class MailProbe(TenantModel):
    """One test of the way in to a mailbox; the newest of each mailbox is shown."""

    mailbox = models.ForeignKey("tickets.Mailbox", on_delete=models.CASCADE, related_name="probes", db_index=False)
    sent_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    arrived_by = models.CharField(max_length=320, blank=True)  # the mailbox it came in by
    changed = models.JSONField(default=list)  # what others wrote anew on the way: names of header fields

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "mailbox", "-sent_at"], name="mail_probe_newest")]

    def __str__(self):
        return f"test of mailbox {self.mailbox_id}"
