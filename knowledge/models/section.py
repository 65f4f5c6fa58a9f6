"""Where articles stand: sections, each with sub-sections at most one level down."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class Audience(models.TextChoices):
    PUBLIC = "public", _("Everyone")
    INTERNAL = "internal", _("Agents only")


class SectionQuerySet(TenantQuerySet):
    def top(self) -> "SectionQuerySet":
        return self.filter(parent=None)

    def in_order(self) -> "SectionQuerySet":
        return self.order_by("position", "name", "id")

    def open_to_everyone(self) -> "SectionQuerySet":
        """Public, and not below an internal one."""
        return self.filter(audience=Audience.PUBLIC).filter(Q(parent=None) | Q(parent__audience=Audience.PUBLIC))


class Section(TenantModel):
    name = models.CharField(max_length=80)
    slug = models.CharField(max_length=90)
    description = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveSmallIntegerField(default=0)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.PUBLIC)

    objects = TenantManager.from_queryset(SectionQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "slug"], name="one_section_per_slug"),
            models.UniqueConstraint(
                fields=["tenant", "parent", "name"], nulls_distinct=False, name="one_section_per_name_and_place"
            ),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="no_section_stands_in_itself"),
        ]

    def __str__(self):
        return self.name

    @property
    def path(self) -> str:
        """Its name with that of the section it stands in."""
        return f"{self.parent.name} › {self.name}" if self.parent_id else self.name
