"""Whose mail shows pictures from elsewhere without being asked: to one agent, or to the whole company."""

from django.db import models
from django.db.models import Q

from helpdesk.tenancy.models import TenantModel


class ImageTrust(TenantModel):
    is_setting = True  # read with every ticket that has such pictures, changed seldom

    contact = models.ForeignKey("tickets.Contact", on_delete=models.CASCADE, related_name="+")
    agent = models.ForeignKey(
        "accounts.Agent", on_delete=models.CASCADE, null=True, related_name="+"
    )  # None: everybody

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "contact", "agent"], name="an_agent_trusts_pictures_once"),
            models.UniqueConstraint(
                fields=["tenant", "contact"], condition=Q(agent=None), name="a_company_trusts_pictures_once"
            ),
        ]

    def __str__(self):
        return f"pictures of {self.contact_id} for {self.agent_id or 'everybody'}"
