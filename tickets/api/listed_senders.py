"""/api/v1/listed-senders: whose mail is always let in, and whose is always spam"""

from django.core.exceptions import ValidationError as Refused
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from helpdesk.rest.endpoints import Endpoint
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.refusals import invalid
from helpdesk.rest.serializers import Input, Line, Output
from tickets.channels.spam import senders
from tickets.models import ListedSender


class ListedSenderWords(Input):
    pattern = Line(max_length=320, help_text="An address, or a domain with all below it.")
    is_allowed = serializers.BooleanField(help_text="Never spam, or always.")
    because = Line(max_length=200, required=False, allow_blank=True)


class ListedSenderShown(Output):
    id = serializers.IntegerField()
    pattern = serializers.CharField()
    is_allowed = serializers.BooleanField()
    because = serializers.CharField()
    added_by = serializers.CharField()
    added_at = serializers.DateTimeField()


@extend_schema_view(
    list=extend_schema(summary="List senders that are blocked or always let in"),
    retrieve=extend_schema(summary="Read one of them"),
    create=extend_schema(
        summary="Block a sender, or always let it in", request=ListedSenderWords, responses={201: ListedSenderShown}
    ),
    destroy=extend_schema(summary="Take a sender off its list", responses={204: None}),
)
class ListedSenders(Endpoint):
    """The most exact entry that fits an address decides. Adding one that is there moves it to the other list."""

    queryset = ListedSender.objects.none()
    serializer_class = ListedSenderShown
    lookup_url_kwarg = "sender_id"
    orders = {"id": "id", "pattern": "pattern"}
    default_order = "id"
    capabilities = dict.fromkeys(["list", "retrieve", "create", "destroy"], "settings.mail")

    def list(self, request):
        return self.page_of(ListedSender.objects.all())

    def retrieve(self, request, sender_id):
        return self.one(get_object_or_404(ListedSender, pk=int(sender_id)))

    def create(self, request):
        return done_once(request, self._put)

    def destroy(self, request, sender_id):
        senders.remove(get_object_or_404(ListedSender, pk=int(sender_id)), by=self.actor)
        return Response(status=204)

    def _put(self):
        values = self.taken(ListedSenderWords)
        try:
            row = senders.put(**values, by=self.actor)
        except Refused as refused:
            raise invalid("pattern", " ".join(refused.messages)) from refused
        where = self.address_of("api-listed-sender", sender_id=row.pk)
        return self.one(row, status=201, headers={"Location": where})
