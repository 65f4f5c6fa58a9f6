"""What agents can do that not everybody can: a language, a product, a kind of question."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class Level(models.IntegerChoices):
    """How well somebody can do it. Any level will do for a ticket; the higher comes first where fit decides."""

    BASIC = 1, _("basic")
    GOOD = 2, _("good")
    EXPERT = 3, _("expert")


class SkillQuerySet(TenantQuerySet):
    def by_name(self) -> "SkillQuerySet":
        return self.order_by("name", "id")


class Skill(TenantModel):
    """Which tickets ask for it is known above, by tickets.routing."""

    is_setting = True

    name = models.CharField(max_length=60)

    objects = TenantManager.from_queryset(SkillQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="one_skill_per_name")]

    def __str__(self):
        return self.name


class AgentSkill(TenantModel):
    is_setting = True

    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="holders")
    agent = models.ForeignKey("accounts.Agent", on_delete=models.CASCADE, related_name="skills")
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.GOOD)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "skill", "agent"], name="a_skill_is_had_once"),
            models.CheckConstraint(condition=models.Q(level__in=[1, 2, 3]), name="a_skill_has_a_level"),
        ]

    def __str__(self):
        return f"{self.agent_id} can {self.skill_id}"
