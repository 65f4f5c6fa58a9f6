"""The company's own fields on tickets, contacts and organisations.

Values stand in the column `custom_fields` of what a field belongs to, checked by tickets.fields.
"""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class FieldQuerySet(TenantQuerySet):
    def in_order(self) -> "FieldQuerySet":
        return self.order_by("position", "id")

    def usable(self) -> "FieldQuerySet":
        return self.filter(is_active=True)

    def of(self, model: type[models.Model]) -> "FieldQuerySet":
        return self.filter(belongs_to=model._meta.model_name)


class Field(TenantModel):
    is_setting = True

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        CHOICE = "choice", _("Choice")
        DATE = "date", _("Date")
        CHECK = "check", _("Check box")

    class BelongsTo(models.TextChoices):
        """What has the field: names of models."""

        TICKET = "ticket", _("Tickets")
        CONTACT = "contact", _("Customers")
        ORGANIZATION = "organization", _("Organisations")

    belongs_to = models.CharField(max_length=12, choices=BelongsTo.choices, default=BelongsTo.TICKET)
    # One key is one field, whatever it belongs to: conditions and blanks name fields by it.
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
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="one_field_per_key"),
            models.CheckConstraint(
                condition=models.Q(belongs_to="ticket")
                | models.Q(is_required_to_resolve=False, is_shown_to_customer=False),
                name="only_fields_of_tickets_are_asked_of_anybody",
            ),
        ]

    def __str__(self):
        return self.label
