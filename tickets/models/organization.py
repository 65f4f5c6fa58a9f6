"""The company a contact belongs to, found by the domain of its mail."""

from django.db import models

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class OrganizationQuerySet(TenantQuerySet):
    def by_name(self) -> "OrganizationQuerySet":
        return self.order_by("name", "id")

    def standing(self) -> "OrganizationQuerySet":
        """Without those that turned out to be another one."""
        return self.filter(merged_into=None)


class Organization(TenantModel):
    name = models.CharField(max_length=160)
    tier = models.CharField(max_length=30, blank=True)
    segment = models.CharField(max_length=60, blank=True)
    notes = models.TextField(blank=True)
    custom_fields = models.JSONField(default=dict)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects = TenantManager.from_queryset(OrganizationQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="one_organization_per_name")]

    def __str__(self):
        return self.name


class OrganizationDomain(TenantModel):
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "domain"], name="one_organization_per_domain")]

    def __str__(self):
        return self.domain
