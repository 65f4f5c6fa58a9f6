"""A search an agent looks again and again, kept under a name of their own."""

from django.db import models

from helpdesk.tenancy.models import TenantModel


class SavedSearch(TenantModel):
    agent = models.ForeignKey("accounts.Agent", on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=60)
    line = models.CharField(max_length=400)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "agent", "name"], name="one_saved_search_per_name")]

    def __str__(self):
        return self.name
