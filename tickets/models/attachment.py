"""A file that came or went with a message. Its bytes lie in storage under a random key below the tenant's prefix."""

from django.db import models

from helpdesk.tenancy.models import TenantModel


class Attachment(TenantModel):
    # Without a message: uploaded for a draft, not sent yet.
    message = models.ForeignKey("tickets.Message", on_delete=models.CASCADE, null=True, related_name="attachments")
    draft = models.ForeignKey("tickets.Draft", on_delete=models.CASCADE, null=True, related_name="attachments")
    storage_key = models.CharField(max_length=200)
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)  # found by looking at the bytes, not what the sender said
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content_id = models.CharField(max_length=250, blank=True)
    is_inline = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "storage_key"], name="one_attachment_per_storage_key")]

    def __str__(self):
        return self.filename
