"""What routing goes by (skills that tickets ask for, what a channel weighs) and what it decided: "Why Bo?"."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from tickets.models.channel import Channel


class RoutingDecision(TenantModel):
    """One look at who could take a ticket. Without an agent nobody could, and the ticket waits."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="routing_decisions")
    team = models.ForeignKey("accounts.Team", on_delete=models.SET_NULL, null=True, related_name="+")
    agent = models.ForeignKey("accounts.Agent", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=20, blank=True)  # a word of routing.reasons; empty without an agent
    # Each member of the team as it was then: agent, name, why (a word of routing.reasons), load, limit, lacks.
    candidates = models.JSONField(default=list)
    # What the ticket asked for: needs (skill and what asks for it), weight, and whether skills were waived by then.
    asked = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(agent=None) | ~Q(why=""), name="a_chosen_agent_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.agent_id or 'nobody'} for ticket {self.ticket_id}"


class TeamLineQuerySet(TenantQuerySet):
    def in_order(self) -> "TeamLineQuerySet":
        return self.order_by("position", "id")


class TeamLine(TenantModel):
    """New tickets that fit the conditions go to the team; the first line that fits decides."""

    is_setting = True

    position = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True)
    conditions = models.JSONField(default=dict)
    # Protected: what would go to a team that is gone must be said by somebody.
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="+")

    objects = TenantManager.from_queryset(TeamLineQuerySet)()

    def __str__(self):
        return f"line {self.position} to team {self.team_id}"


class SkillNeed(TenantModel):
    """Tickets of a category (and what is below it), with a tag or in a language ask for the skill."""

    is_setting = True

    # Protected: a skill that tickets ask for is not removed under them.
    skill = models.ForeignKey("accounts.Skill", on_delete=models.PROTECT, related_name="needs")
    category = models.ForeignKey("tickets.Category", on_delete=models.CASCADE, null=True, related_name="+")
    tag = models.ForeignKey("tickets.Tag", on_delete=models.CASCADE, null=True, related_name="+")
    language = models.CharField(max_length=12, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=False, tag=None, language="")
                | Q(category=None, tag__isnull=False, language="")
                | Q(Q(category=None, tag=None), ~Q(language="")),
                name="a_need_names_one_thing",
            ),
            models.UniqueConstraint(fields=["tenant", "skill", "category"], name="one_need_per_category"),
            models.UniqueConstraint(fields=["tenant", "skill", "tag"], name="one_need_per_tag"),
            models.UniqueConstraint(
                fields=["tenant", "skill", "language"], condition=~Q(language=""), name="one_need_per_language"
            ),
        ]

    def __str__(self):
        return f"{self.category_id or self.tag_id or self.language} asks for {self.skill_id}"


class ChannelWeight(TenantModel):
    """How much a ticket of a channel weighs in what an agent carries; a channel without a row weighs 1."""

    is_setting = True

    channel = models.CharField(max_length=10, choices=Channel.choices)
    weight = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(100)])

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "channel"], name="one_weight_per_channel"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="a_channel_weighs_from_1_to_100"),
        ]

    def __str__(self):
        return f"{self.channel} weighs {self.weight}"


class RoutingLook(TenantModel):
    """When routing must look at a ticket again: its wait, or its agent's time to look at it, is over then."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "ticket"], name="one_next_look_per_ticket")]
        indexes = [models.Index(fields=["at"], name="routing_look_by_time")]

    def __str__(self):
        return f"ticket {self.ticket_id} at {self.at:%F %T}"


class RoutingAlarm(TenantModel):
    """Tickets wait in a team and nobody is on duty: said once, until somebody comes or nothing waits any more."""

    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, related_name="+")
    raised_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "team"], name="one_alarm_per_team")]

    def __str__(self):
        return f"team {self.team_id} since {self.raised_at:%F %T}"
