"""The company's own words for its tickets, read only: statuses, categories, tags, fields."""

from drf_spectacular.utils import extend_schema, extend_schema_view

from helpdesk.rest.endpoints import Endpoint
from tickets.api import outputs
from tickets.api.filters import FieldFilters
from tickets.models import Category, Field, Status, Tag


class _Words(Endpoint):
    capabilities = {"list": "ticket.read"}
    orders = {"id": "id"}
    default_order = "id"

    def list(self, request):
        return self.page_of(self.queryset.model.objects.all())


@extend_schema_view(list=extend_schema(summary="List statuses"))
class Statuses(_Words):
    """Each status stands in one of six fixed categories; only the category means something to us."""

    queryset = Status.objects.none()
    serializer_class = outputs.Status


@extend_schema_view(list=extend_schema(summary="List categories"))
class Categories(_Words):
    """What requests are about: a tree, each node with its whole path."""

    queryset = Category.objects.none()
    serializer_class = outputs.Category


@extend_schema_view(list=extend_schema(summary="List tags"))
class Tags(_Words):
    """Tags that were ever used. A new one is made by using it."""

    queryset = Tag.objects.none()
    serializer_class = outputs.Tag


@extend_schema_view(list=extend_schema(summary="List custom fields"))
class Fields(_Words):
    """The company's own fields of tickets, contacts and organisations; their keys are those of `custom_fields`."""

    queryset = Field.objects.none()
    serializer_class = outputs.CustomField
    filterset_class = FieldFilters
