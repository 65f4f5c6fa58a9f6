"""The base of every endpoint: who asks, how often, whether they may, and that nothing unknown was asked for."""

from django.urls import re_path, reverse
from rest_framework.viewsets import GenericViewSet

from helpdesk.accounts.models import Agent
from helpdesk.events.actors import Actor
from helpdesk.rest.filtering import refuse_unknown
from helpdesk.rest.parsing import StrictJSON
from helpdesk.rest.permissions import MayDo
from helpdesk.rest.preconditions import answer


class Endpoint(GenericViewSet):
    """A resource. Subclasses name `capabilities` (action → capability) and, for lists, `orders` and filters.

    `serializer_class` is what goes out; what comes in is an Input, named in the action that takes it.
    """

    http_method_names = ["get", "head", "post", "patch", "delete"]
    parser_classes = [StrictJSON]
    permission_classes = [MayDo]
    metadata_class = None
    capabilities: dict[str, str] = {}
    orders: dict[str, str] = {"created": "created_at"}

    @property
    def agent(self) -> Agent:
        return self.request.user.agent

    @property
    def actor(self) -> Actor:
        return self.request.user.actor

    def initial(self, request, *args, **kwargs):
        """As DRF does, but a request is counted before it is judged: refused ones cost something too."""
        self.format_kwarg = None
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        request.version, request.versioning_scheme = None, None
        self.perform_authentication(request)
        self.check_throttles(request)
        self.check_permissions(request)
        if self.action is not None:
            is_paged = self.action == "list" and self.pagination_class is not None
            refuse_unknown(request, getattr(self, "filterset_class", None), is_list=is_paged)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        for name, value in getattr(request, "rate", {}).items():
            response[name] = value
        return response

    def page_of(self, rows):
        """The list's answer: the page of `rows` (filtered as the query says) that the caller asked for."""
        page = self.paginate_queryset(self.filter_queryset(rows))
        return self.get_paginated_response(self.shown(page, many=True))

    def one(self, thing, **response):
        """The thing as an answer, with its ETag."""
        return answer(self.request, thing, self.shown(thing), **response)

    def shown(self, thing, *, many: bool = False) -> dict:
        return self.serializer_class(thing, many=many, context=self.get_serializer_context()).data

    def taken(self, input_class, *, partial: bool = False) -> dict:
        """What the body says, by `input_class`. Raises a 400 that names each wrong field."""
        reader = input_class(data=self.request.data, partial=partial, context=self.get_serializer_context())
        reader.is_valid(raise_exception=True)
        return reader.validated_data

    def address_of(self, name: str, **values) -> str:
        """The absolute address of another endpoint."""
        return self.request.build_absolute_uri(address(name, **values))


def endpoint(pattern: str, view, actions: dict[str, str], name: str):
    """The URL of a resource. People write it with and without a slash at its end; both are right."""
    return re_path(rf"^{pattern}/?$", view.as_view(actions), name=name)


def address(name: str, **values) -> str:
    """The path of an endpoint as the schema spells it: without a slash at its end."""
    return reverse(name, kwargs=values).rstrip("/")
