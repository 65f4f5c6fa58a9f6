"""The company's own statuses, each inside one of six fixed categories. Only the category has meaning for us."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.tenancy.keeping import kept
from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class StatusCategory(models.TextChoices):
    NEW = "new", _("New")
    OPEN = "open", _("Open")
    PENDING = "pending", _("Waiting for the customer")
    ON_HOLD = "on_hold", _("On hold")
    RESOLVED = "resolved", _("Solved")
    CLOSED = "closed", _("Closed")


UNRESOLVED = (StatusCategory.NEW, StatusCategory.OPEN, StatusCategory.PENDING, StatusCategory.ON_HOLD)


class StatusQuerySet(TenantQuerySet):
    def in_order(self) -> "StatusQuerySet":
        return self.order_by("position", "id")

    def usable(self) -> "StatusQuerySet":
        return self.filter(is_active=True)

    def default_of(self, category: str) -> "Status":
        """The status a ticket gets when the product itself moves it into `category`."""
        return kept(self.model, category, lambda: self.get(category=category, is_default=True))


class Status(TenantModel):
    is_setting = True

    name = models.CharField(max_length=60)
    customer_label = models.CharField(max_length=80)  # what the customer reads in the portal
    category = models.CharField(max_length=10, choices=StatusCategory.choices)
    position = models.PositiveSmallIntegerField(default=0)
    is_default = models.BooleanField(default=False)  # of its category
    is_active = models.BooleanField(default=True)

    objects = TenantManager.from_queryset(StatusQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="one_status_per_name"),
            models.UniqueConstraint(
                fields=["tenant", "category"],
                condition=models.Q(is_default=True),
                name="one_default_status_per_category",
            ),
            models.CheckConstraint(
                condition=models.Q(is_active=True) | models.Q(is_default=False), name="a_default_status_stays_active"
            ),
        ]

    def __str__(self):
        return self.name
