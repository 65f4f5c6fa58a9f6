"""/api/v1/organizations"""

from drf_spectacular.utils import extend_schema, extend_schema_view

from tickets import organizations
from tickets.api import inputs, outputs
from tickets.api.filters import OrganizationFilters
from tickets.api.registers import Register
from tickets.models import Organization


@extend_schema_view(
    list=extend_schema(summary="List organisations"),
    create=extend_schema(
        summary="Add an organisation", request=inputs.OrganizationWords, responses={201: outputs.Organization}
    ),
    retrieve=extend_schema(summary="Read an organisation"),
    partial_update=extend_schema(
        summary="Change an organisation", request=inputs.OrganizationWords, responses=outputs.Organization
    ),
)
class Organizations(Register):
    """The companies contacts belong to. A new contact joins the one that has the domain of its address."""

    queryset = Organization.objects.none()
    serializer_class = outputs.Organization
    filterset_class = OrganizationFilters
    orders = {"id": "id", "name": "name"}
    lookup_url_kwarg = "organization_id"
    actions, words, entry, several = organizations, inputs.OrganizationWords, "api-organization", "domains"

    def as_shown(self):
        return Organization.objects.prefetch_related("domains")
