"""How often the open forms of the portal were used from where: what their limits count by."""

from django.db import models

from helpdesk.tenancy.models import TenantModel


class FormUse(TenantModel):
    purpose = models.CharField(max_length=20)
    visitor_digest = models.CharField(max_length=64)  # of the network address, never the address itself
    used_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "purpose", "visitor_digest", "used_at"], name="form_use_by_visitor")]

    def __str__(self):
        return f"{self.purpose} at {self.used_at:%F %T}"
