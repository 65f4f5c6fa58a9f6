"""/api/v1/contacts"""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view

from helpdesk.rest.endpoints import Endpoint, address
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.preconditions import require_match
from tickets import contacts
from tickets.api import inputs, outputs
from tickets.api.filters import ContactFilters
from tickets.api.refusals import refusals_explained
from tickets.models import Contact, ContactAddress


@extend_schema_view(
    list=extend_schema(summary="List contacts, or find one by its address"),
    create=extend_schema(summary="Add a contact", request=inputs.ContactWords, responses={201: outputs.Contact}),
    retrieve=extend_schema(summary="Read a contact"),
    partial_update=extend_schema(summary="Change a contact", request=inputs.ContactWords, responses=outputs.Contact),
)
class Contacts(Endpoint):
    """The people who ask. A mail from an unknown address makes one by itself."""

    queryset = Contact.objects.none()
    serializer_class = outputs.Contact
    filterset_class = ContactFilters
    orders = {"created": "created_at", "name": "name"}
    capabilities = {
        "list": "ticket.read",
        "retrieve": "ticket.read",
        "create": "contact.edit",
        "partial_update": "contact.edit",
    }

    def list(self, request):
        return self.page_of(_as_shown())

    def retrieve(self, request, contact_id):
        return self.one(get_object_or_404(_as_shown(), pk=int(contact_id)))

    def create(self, request):
        return done_once(request, self._add)

    def partial_update(self, request, contact_id):
        contact = get_object_or_404(Contact.objects.select_for_update(), pk=int(contact_id))
        values = self.taken(inputs.ContactWords, partial=True)
        require_match(request, contact, lambda: self.shown(_as_shown().get(pk=contact.pk)))
        with refusals_explained():
            contacts.change(contact, values, by=self.actor)
        return self.one(_as_shown().get(pk=contact.pk))

    def _add(self):
        values = self.taken(inputs.ContactWords)
        with refusals_explained():
            contact = contacts.make(values.pop("name"), values.pop("addresses", []), by=self.actor, **values)
        where = self.request.build_absolute_uri(address("api-contact", contact_id=contact.pk))
        return self.one(_as_shown().get(pk=contact.pk), status=201, headers={"Location": where})


def _as_shown():
    in_order = ContactAddress.objects.order_by("-is_primary", "id")
    addresses = Prefetch("addresses", in_order, to_attr="addresses_in_order")
    return Contact.objects.select_related("organization").prefetch_related(addresses)
