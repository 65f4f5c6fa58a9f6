"""/api/v1/contacts/{id}/merges and /api/v1/organizations/{id}/merges: two of them turn out to be one"""

from types import ModuleType

from django.db.models import Model, Q
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from helpdesk.rest.endpoints import Endpoint
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.serializers import Input, Known, Output
from tickets import contact_merging, organization_merging
from tickets.api import outputs, seen
from tickets.api.refusals import refusals_explained
from tickets.models import Contact, ContactMerge, Organization, OrganizationMerge


class NewContactMerge(Input):
    into = Known(seen.contacts, help_text="The id of the contact that stays.")


class NewOrganizationMerge(Input):
    into = Known(seen.organizations, help_text="The id of the organisation that stays.")


class ContactMergePreview(Output):
    """What merging would do. Nothing is changed by asking."""

    tickets = serializers.IntegerField(help_text="So many of those you see would go over.")
    addresses = serializers.ListField(child=serializers.CharField(), help_text="They would be the other's.")
    filled = serializers.ListField(child=serializers.CharField(), help_text="What the other would learn.")
    other_organization = serializers.CharField(help_text="The organisation that would be left; empty for none.")


class OrganizationMergePreview(Output):
    """What merging would do. Nothing is changed by asking."""

    tickets = serializers.IntegerField(help_text="So many of those you see would go over.")
    people = serializers.IntegerField(help_text="So many contacts would go over.")
    domains = serializers.ListField(child=serializers.CharField(), help_text="They would be the other's.")


class ContactMergeShown(outputs.AnyMerge):
    contact = serializers.IntegerField(source="one_id", help_text="The contact that ended.")
    into = serializers.IntegerField(source="into_id")


class OrganizationMergeShown(outputs.AnyMerge):
    organization = serializers.IntegerField(source="one_id", help_text="The organisation that ended.")
    into = serializers.IntegerField(source="into_id")


class OfCustomers(Endpoint):
    """Asked of one that ended, or of the one it ended in. Subclasses say of what."""

    merging: ModuleType
    model: type[Model]

    def _one(self):
        return get_object_or_404(self.model, pk=int(self.kwargs[self.lookup_url_kwarg]))


class OfContacts(OfCustomers):
    queryset = ContactMerge.objects.none()
    lookup_url_kwarg = "contact_id"
    merging, model = contact_merging, Contact


class OfOrganizations(OfCustomers):
    queryset = OrganizationMerge.objects.none()
    lookup_url_kwarg = "organization_id"
    merging, model = organization_merging, Organization


class CustomerMerges(OfCustomers):
    orders = {"id": "id"}
    default_order = "id"
    capabilities = {"list": "ticket.read", "create": "contact.edit", "destroy": "contact.edit"}
    input_class: type[Input]

    def list(self, request, **_where):
        one = self._one()
        return self.page_of(self.queryset.model.objects.filter(Q(one=one) | Q(into=one)))

    def create(self, request, **_where):
        one = self._one()
        return done_once(request, lambda: self._merge(one))

    def destroy(self, request, merge_id, **_where):
        merge = get_object_or_404(self.queryset.model, one=self._one(), pk=int(merge_id))
        with refusals_explained():
            self.merging.undo(merge, by=self.agent)
        return Response(status=204)

    def _merge(self, one):
        into = self.taken(self.input_class)["into"]
        with refusals_explained():
            done = self.merging.merge(one, into, by=self.agent)
        return self.one(done, status=201)


class CustomerMergePreviews(OfCustomers):
    """Ask before merging."""

    capabilities = {"retrieve": "contact.edit"}

    def retrieve(self, request, into_id, **_where):
        one, into = self._one(), get_object_or_404(self.model, pk=int(into_id))
        with refusals_explained():
            return self.one(self.merging.preview(one, into, self.agent))


@extend_schema_view(
    list=extend_schema(summary="List the merges a contact took part in"),
    create=extend_schema(
        summary="Merge a contact into another", request=NewContactMerge, responses={201: ContactMergeShown}
    ),
    destroy=extend_schema(summary="Undo a merge of contacts", responses={204: None}),
)
class ContactMerges(OfContacts, CustomerMerges):
    """Tickets, addresses and copies go to the contact that stays. For a day it can be undone."""

    serializer_class, input_class = ContactMergeShown, NewContactMerge


@extend_schema_view(
    list=extend_schema(summary="List the merges an organisation took part in"),
    create=extend_schema(
        summary="Merge an organisation into another",
        request=NewOrganizationMerge,
        responses={201: OrganizationMergeShown},
    ),
    destroy=extend_schema(summary="Undo a merge of organisations", responses={204: None}),
)
class OrganizationMerges(OfOrganizations, CustomerMerges):
    """People, domains and tickets go to the organisation that stays. For a day it can be undone."""

    serializer_class, input_class = OrganizationMergeShown, NewOrganizationMerge


@extend_schema_view(retrieve=extend_schema(summary="Say what merging a contact into another would do"))
class ContactMergePreviews(OfContacts, CustomerMergePreviews):
    serializer_class = ContactMergePreview


@extend_schema_view(retrieve=extend_schema(summary="Say what merging an organisation into another would do"))
class OrganizationMergePreviews(OfOrganizations, CustomerMergePreviews):
    serializer_class = OrganizationMergePreview
