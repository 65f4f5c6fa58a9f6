"""/api/v1/organizations"""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view

from helpdesk.rest.endpoints import Endpoint, address
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.preconditions import require_match
from tickets import organizations
from tickets.api import inputs, outputs
from tickets.api.filters import OrganizationFilters
from tickets.api.refusals import refusals_explained
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
class Organizations(Endpoint):
    """The companies contacts belong to. A new contact joins the one that has the domain of its address."""

    queryset = Organization.objects.none()
    serializer_class = outputs.Organization
    filterset_class = OrganizationFilters
    orders = {"id": "id", "name": "name"}
    capabilities = {
        "list": "ticket.read",
        "retrieve": "ticket.read",
        "create": "contact.edit",
        "partial_update": "contact.edit",
    }

    def list(self, request):
        return self.page_of(_as_shown())

    def retrieve(self, request, organization_id):
        return self.one(get_object_or_404(_as_shown(), pk=int(organization_id)))

    def create(self, request):
        return done_once(request, self._add)

    def partial_update(self, request, organization_id):
        organization = get_object_or_404(Organization.objects.select_for_update(), pk=int(organization_id))
        values = self.taken(inputs.OrganizationWords, partial=True)
        require_match(request, organization, lambda: self.shown(organization))
        with refusals_explained():
            organizations.change(organization, values, by=self.actor)
        return self.one(_as_shown().get(pk=organization.pk))

    def _add(self):
        values = self.taken(inputs.OrganizationWords)
        with refusals_explained():
            organization = organizations.make(values.pop("name"), values.pop("domains", []), by=self.actor, **values)
        where = self.request.build_absolute_uri(address("api-organization", organization_id=organization.pk))
        return self.one(_as_shown().get(pk=organization.pk), status=201, headers={"Location": where})


def _as_shown():
    return Organization.objects.prefetch_related("domains")
