"""Teams of agents: whom a ticket is routed to, and who may see it where the team keeps to itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet

# Of a new team, until somebody says otherwise: without a limit whoever is first on duty in the morning would be given
# the whole night.
USUAL_LOAD = 20


class TeamQuerySet(TenantQuerySet):
    def by_name(self) -> "TeamQuerySet":
        return self.order_by("name", "id")

    def hidden_from(self, agent) -> "TeamQuerySet":
        """Restricted teams the agent is not in."""
        return self.filter(is_restricted=True).exclude(memberships__agent=agent)

    def visible_to(self, agent) -> "TeamQuerySet":
        """Open teams, and the restricted ones the agent is in."""
        return self.exclude(pk__in=agent.hidden_team_ids)


class Routing(models.TextChoices):
    """Who of several that can take a ticket gets it."""

    ROUND_ROBIN = "round_robin", _("Whoever has waited longest")
    LEAST_LOADED = "least_loaded", _("Whoever has the most room")
    SKILL_FIT = "skill_fit", _("Whoever knows it best")


class Team(TenantModel):
    is_setting = True

    name = models.CharField(max_length=80)
    lead = models.ForeignKey("accounts.Agent", on_delete=models.SET_NULL, null=True, blank=True, related_name="leads")
    is_default = models.BooleanField(default=False)
    is_restricted = models.BooleanField(default=False)
    routing = models.CharField(max_length=12, choices=Routing.choices, default=Routing.ROUND_ROBIN)
    # How many open tickets an agent may have for routing to give it another; empty means any number.
    most_open_tickets = models.PositiveSmallIntegerField(null=True, blank=True)
    prefers_last_agent = models.BooleanField(default=False)
    is_routed = models.BooleanField(default=True)
    # A ticket that nobody with its skills could take for so long goes to anybody; empty means it waits for them.
    skills_waived_after_minutes = models.PositiveSmallIntegerField(null=True, blank=True, default=60)
    # A ticket that nobody took for so long moves to this team; without a team it stays.
    fallback_team = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    falls_back_after_minutes = models.PositiveSmallIntegerField(default=60)
    # Routing takes a ticket back that its agent did not look at for so long; empty means never.
    attend_within_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    # How long tickets wait with nobody on duty before its lead hears of it; empty means never.
    alarm_after_minutes = models.PositiveSmallIntegerField(null=True, blank=True, default=30)

    objects = TenantManager.from_queryset(TeamQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="one_team_per_name"),
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(is_default=True), name="one_default_team_per_tenant"
            ),
            models.CheckConstraint(
                condition=models.Q(most_open_tickets=None) | models.Q(most_open_tickets__gte=1),
                name="a_team_member_takes_at_least_one",
            ),
            models.CheckConstraint(
                condition=models.Q(fallback_team=None) | ~models.Q(fallback_team=models.F("id")),
                name="a_team_is_not_its_own_fallback",
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
