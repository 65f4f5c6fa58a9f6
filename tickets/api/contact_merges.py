"""/api/v1/contacts/{id}/merges: two contacts turn out to be one person"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Q
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from helpdesk.rest.endpoints import Endpoint
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.refusals import Conflict
from helpdesk.rest.serializers import Input, Instant, Known, Output
from tickets import contact_merging, customer_merging
from tickets.api import seen
from tickets.customer_merging import CannotMerge
from tickets.models import Contact, ContactMerge


class NewContactMerge(Input):
    into = Known(seen.contacts, help_text="The id of the contact that stays.")


class ContactMergePreview(Output):
    """What merging would do. Nothing is changed by asking."""

    tickets = serializers.IntegerField(help_text="So many of those you see would go over.")
    addresses = serializers.ListField(child=serializers.CharField(), help_text="They would be the other's.")
    filled = serializers.ListField(child=serializers.CharField(), help_text="What the other would learn.")
    other_organization = serializers.CharField(help_text="The organisation that would be left; empty for none.")


class ContactMergeShown(Output):
    id = serializers.IntegerField()
    contact = serializers.IntegerField(source="one_id", help_text="The contact that ended.")
    into = serializers.IntegerField(source="into_id")
    merged_by = serializers.CharField(source="by_name")
    merged_at = Instant()
    undone_at = Instant(allow_null=True)
    is_undoable = serializers.SerializerMethodField(help_text="For a day; deleting the merge undoes it.")

    def get_is_undoable(self, merge) -> bool:
        return customer_merging.is_undoable(merge)


@extend_schema_view(
    list=extend_schema(summary="List the merges a contact took part in"),
    create=extend_schema(
        summary="Merge a contact into another", request=NewContactMerge, responses={201: ContactMergeShown}
    ),
    destroy=extend_schema(summary="Undo a merge of contacts", responses={204: None}),
)
class ContactMerges(Endpoint):
    """Tickets, addresses and copies go to the contact that stays. For a day it can be undone."""

    queryset = ContactMerge.objects.none()
    serializer_class = ContactMergeShown
    orders = {"id": "id"}
    default_order = "id"
    capabilities = {"list": "ticket.read", "create": "contact.edit", "destroy": "contact.edit"}

    def list(self, request, contact_id):
        one = get_object_or_404(Contact, pk=int(contact_id))
        return self.page_of(ContactMerge.objects.filter(Q(one=one) | Q(into=one)))

    def create(self, request, contact_id):
        one = get_object_or_404(Contact, pk=int(contact_id))
        return done_once(request, lambda: self._merge(one))

    def destroy(self, request, contact_id, merge_id):
        merge = get_object_or_404(ContactMerge, one=int(contact_id), pk=int(merge_id))
        with _refusals_as_conflicts():
            contact_merging.undo(merge, by=self.agent)
        return Response(status=204)

    def _merge(self, one: Contact):
        into = self.taken(NewContactMerge)["into"]
        with _refusals_as_conflicts():
            done = contact_merging.merge(one, into, by=self.agent)
        return self.one(done, status=201)


class ContactMergePreviews(Endpoint):
    """Ask before merging."""

    queryset = ContactMerge.objects.none()
    serializer_class = ContactMergePreview
    capabilities = {"retrieve": "contact.edit"}

    @extend_schema(summary="Say what merging a contact into another would do")
    def retrieve(self, request, contact_id, into_id):
        one = get_object_or_404(Contact.objects.select_related("organization"), pk=int(contact_id))
        other = get_object_or_404(Contact, pk=int(into_id))
        with _refusals_as_conflicts():
            return self.one(contact_merging.preview(one, other, self.agent))


@contextmanager
def _refusals_as_conflicts() -> Iterator[None]:
    try:
        yield
    except CannotMerge as refused:
        raise Conflict(str(refused)) from refused
