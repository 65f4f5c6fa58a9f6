"""/api/v1/contacts"""

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema, extend_schema_view

from tickets import contacts
from tickets.api import inputs, outputs
from tickets.api.filters import ContactFilters
from tickets.api.registers import Register
from tickets.models import Contact, ContactAddress


@extend_schema_view(
    list=extend_schema(summary="List contacts, or find one by its address"),
    create=extend_schema(summary="Add a contact", request=inputs.ContactWords, responses={201: outputs.Contact}),
    retrieve=extend_schema(summary="Read a contact"),
    partial_update=extend_schema(summary="Change a contact", request=inputs.ContactWords, responses=outputs.Contact),
)
class Contacts(Register):
    """The people who ask. A mail from an unknown address makes one by itself."""

    queryset = Contact.objects.none()
    serializer_class = outputs.Contact
    filterset_class = ContactFilters
    orders = {"created": "created_at", "name": "name"}
    lookup_url_kwarg = "contact_id"
    actions, words, entry, several = contacts, inputs.ContactWords, "api-contact", "addresses"

    def as_shown(self):
        in_order = ContactAddress.objects.order_by("-is_primary", "id")
        addresses = Prefetch("addresses", in_order, to_attr="addresses_in_order")
        return Contact.objects.select_related("organization").prefetch_related(addresses)
