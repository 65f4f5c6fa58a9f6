"""The company's own fields on a ticket. Values stand in `Ticket.custom_fields`, checked by tickets.fields."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class FieldQuerySet(TenantQuerySet):
    def in_order(self) -> "FieldQuerySet":
        return self.order_by("position", "id")

    def usable(self) -> "FieldQuerySet":
        return self.filter(is_active=True)


class Field(TenantModel):
    is_setting = True

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        CHOICE = "choice", _("Choice")
        DATE = "date", _("Date")
        CHECK = "check", _("Check box")

    key = models.CharField(max_length=40, validators=[RegexValidator(r"^[a-z][a-z0-9_]*$")])
    label = models.CharField(max_length=80)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    choices = models.JSONField(default=list, blank=True)
    is_required_to_resolve = models.BooleanField(default=False)
    is_shown_to_customer = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    objects = TenantManager.from_queryset(FieldQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="one_field_per_key")]

    def __str__(self):
        return self.label
