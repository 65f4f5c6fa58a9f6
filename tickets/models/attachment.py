"""A file that came or went with a message. Its bytes lie in storage under a random key below the tenant's prefix."""

from django.db import models

from helpdesk.tenancy.models import TenantModel

SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
PDF = "application/pdf"


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
    is_drawable = models.BooleanField(default=True)  # as far as its type says, until drawing it was tried

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "storage_key"], name="one_attachment_per_storage_key")]

    def __str__(self):
        return self.filename

    @property
    def is_picture(self) -> bool:
        """Whether a browser may draw it, once it was drawn anew (`tickets/pictures.py`)."""
        return self.is_drawable and self.content_type in SHOWN_INLINE

    @property
    def is_document(self) -> bool:
        """Whether its pages may be looked at as pictures of ours."""
        return self.is_drawable and self.content_type == PDF

    @property
    def has_preview(self) -> bool:
        return self.is_picture or self.is_document

    @property
    def is_among_words(self) -> bool:
        """Whether the words show it where it belongs, so that it need not be listed below them."""
        return self.is_inline and bool(self.content_id) and self.is_picture
