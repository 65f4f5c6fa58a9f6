"""Teams of agents: whom a ticket is routed to, and who may see it where the team keeps to itself."""

from django.db import models

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class TeamQuerySet(TenantQuerySet):
    def by_name(self) -> "TeamQuerySet":
        return self.order_by("name", "id")

    def hidden_from(self, agent) -> "TeamQuerySet":
        """Restricted teams the agent is not in."""
        return self.filter(is_restricted=True).exclude(memberships__agent=agent)

    def visible_to(self, agent) -> "TeamQuerySet":
        """Open teams, and the restricted ones the agent is in."""
        return self.exclude(pk__in=agent.hidden_team_ids)


class Team(TenantModel):
    is_setting = True

    name = models.CharField(max_length=80)
    lead = models.ForeignKey("accounts.Agent", on_delete=models.SET_NULL, null=True, blank=True, related_name="leads")
    is_default = models.BooleanField(default=False)
    is_restricted = models.BooleanField(default=False)

    objects = TenantManager.from_queryset(TeamQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="one_team_per_name"),
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(is_default=True), name="one_default_team_per_tenant"
            ),
        ]

    def __str__(self):
        return self.name


class TeamMembership(TenantModel):
    is_setting = True

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    agent = models.ForeignKey("accounts.Agent", on_delete=models.CASCADE, related_name="memberships")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "team", "agent"], name="once_in_a_team")]

    def __str__(self):
        return f"{self.agent_id} in {self.team_id}"
