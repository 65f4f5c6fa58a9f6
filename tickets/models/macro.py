"""A prepared answer with the field changes that go with it. Variables are a closed list (tickets.automation.macros)."""

from django.db import models
from django.db.models import Q

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class MacroQuerySet(TenantQuerySet):
    def usable_by(self, agent) -> "MacroQuerySet":
        """Shared ones, those of the agent's teams, and the agent's own."""
        return self.filter(is_active=True).filter(
            Q(team=None, owner=None) | Q(team__memberships__agent=agent) | Q(owner=agent)
        )

    def by_name(self) -> "MacroQuerySet":
        return self.order_by("name", "id")


class Macro(TenantModel):
    name = models.CharField(max_length=80)
    text = models.TextField(blank=True)
    is_note = models.BooleanField(default=False)
    changes = models.JSONField(default=dict)  # {"status": id, "priority": "high", "add_tags": [...], "assignee": "me"}
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    owner = models.ForeignKey("accounts.Agent", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)

    objects = TenantManager.from_queryset(MacroQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "name", "team", "owner"], nulls_distinct=False, name="one_macro_per_name_and_circle"
            )
        ]

    def __str__(self):
        return self.name
