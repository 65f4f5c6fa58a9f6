"""What a request is about: a tree, whose path stands on each node so that a subtree is one prefix."""

from django.db import models

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class CategoryQuerySet(TenantQuerySet):
    def in_order(self) -> "CategoryQuerySet":
        """Parents before children, siblings by name."""
        return self.order_by("path", "id")

    def usable(self) -> "CategoryQuerySet":
        return self.filter(is_active=True)


class Category(TenantModel):
    is_setting = True

    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=500)  # "Product › Exports", kept by tickets.categories
    is_active = models.BooleanField(default=True)

    objects = TenantManager.from_queryset(CategoryQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "path"], name="one_category_per_path")]

    def __str__(self):
        return self.path
