"""A user within one company: role, presence, preferences."""

from django.db import models
from django.utils.functional import cached_property

from helpdesk.accounts.models.team import Team
from helpdesk.accounts.permissions import Role
from helpdesk.tenancy.keeping import kept
from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class AgentQuerySet(TenantQuerySet):
    def active(self) -> "AgentQuerySet":
        return self.filter(is_active=True)

    def on_duty(self) -> "AgentQuerySet":
        return self.active().filter(is_on_duty=True)

    def able_to_answer(self) -> "AgentQuerySet":
        return self.active().exclude(role=Role.LIGHT)

    def administrators(self) -> "AgentQuerySet":
        """Who is told of what nobody else can mend."""
        return self.active().filter(role__in=[Role.OWNER, Role.ADMIN])

    def in_team(self, team) -> "AgentQuerySet":
        return self.filter(memberships__team=team)

    def by_name(self) -> "AgentQuerySet":
        return self.order_by("name", "id")


class Agent(TenantModel):
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="agents")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.AGENT)
    is_active = models.BooleanField(default=True)
    # Maintained by accounts.presence, which hears from staffing; routing only reads it.
    is_on_duty = models.BooleanField(default=False)
    # Kept by staffing, which alone knows why. None: without shifts, the agent's own word is all there is.
    is_on_shift = models.BooleanField(null=True, blank=True)
    on_leave_until = models.DateField(null=True, blank=True)
    deputy = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="stands_in_for")
    # Went away by hand during the shift: being seen at the desk is then no reason to go on duty.
    is_paused = models.BooleanField(default=False)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    last_routed_at = models.DateTimeField(null=True, blank=True)
    # How many open tickets it may have for routing to give it another; empty means what its team says.
    most_open_tickets = models.PositiveSmallIntegerField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=12, blank=True)
    signature = models.TextField(blank=True)
    theme = models.CharField(
        max_length=6, choices=[("auto", "auto"), ("light", "light"), ("dark", "dark")], default="auto"
    )
    density = models.CharField(
        max_length=11, choices=[("comfortable", "comfortable"), ("compact", "compact")], default="comfortable"
    )
    single_keys = models.BooleanField(default=True)
    keymap = models.JSONField(default=dict, blank=True)  # what of the keys this person has otherwise (ui.keymap)

    objects = TenantManager.from_queryset(AgentQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user"], name="one_agent_per_user_and_tenant"),
            models.CheckConstraint(
                condition=models.Q(most_open_tickets=None) | models.Q(most_open_tickets__gte=1),
                name="an_agent_takes_at_least_one",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def email(self) -> str:
        return self.user.email

    @cached_property
    def hidden_team_ids(self) -> tuple[int, ...]:
        """Restricted teams this agent is not in: their tickets do not exist for it."""
        return kept(Team, ("hidden from", self.pk), self._find_hidden_teams)

    def _find_hidden_teams(self):
        return tuple(Team.objects.hidden_from(self).order_by("pk").values_list("pk", flat=True))
