"""/api/v1/tickets/{number}/merges and …/splits: two tickets become one, one becomes two"""

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from helpdesk.rest.endpoints import Endpoint
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.refusals import invalid
from helpdesk.rest.serializers import Input, Line, Output
from tickets import merging, splitting
from tickets.access import ticket_for
from tickets.api import outputs, seen
from tickets.api.refusals import refusals_explained
from tickets.models import Merge, Message, Ticket


class NewMerge(Input):
    into = serializers.IntegerField(
        min_value=1, max_value=999_999_999, help_text="The number of the ticket that stays."
    )
    copies = serializers.BooleanField(
        default=False, help_text="Put the people of this ticket in copy of the other; see `left_out` of the preview."
    )


class NewSplit(Input):
    message = serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text="A message of this ticket.")
    subject = Line(max_length=300, help_text="Of the new ticket.")
    with_later = serializers.BooleanField(default=False, help_text="Take everything that followed along.")


class MergePreview(Output):
    """What merging would do. Nothing is changed by asking."""

    messages = serializers.IntegerField(help_text="So many would move.")
    tags = serializers.ListField(child=serializers.CharField(), help_text="Tags the other ticket would get.")
    left_out = outputs.NamedRef(many=True, help_text="Contacts who would hear no more, unless `copies` is sent.")
    readers = outputs.NamedRef(many=True, help_text="Contacts who would read these messages too.")


class MergeShown(outputs.AnyMerge):
    ticket = serializers.IntegerField(source="ticket.number", help_text="The ticket that ended.")
    into = serializers.IntegerField(source="into.number")


@extend_schema_view(
    list=extend_schema(summary="List the merges a ticket took part in"),
    create=extend_schema(summary="Merge a ticket into another", request=NewMerge, responses={201: MergeShown}),
    destroy=extend_schema(summary="Undo a merge", responses={204: None}),
)
class Merges(Endpoint):
    """A merge ends the ticket in another one. For a day it can be undone, as if it had never been."""

    queryset = Merge.objects.none()
    serializer_class = MergeShown
    orders = {"id": "id"}
    default_order = "id"
    capabilities = {"list": "ticket.read", "create": "ticket.edit", "destroy": "ticket.edit"}

    def list(self, request, number):
        ticket = ticket_for(self.agent, int(number), to="ticket.read")
        present = Ticket.objects.visible_to(self.agent).filter(deleted_at=None).values("pk")
        own = Merge.objects.filter(Q(ticket=ticket) | Q(into=ticket), ticket__in=present, into__in=present)
        return self.page_of(own.select_related("ticket", "into"))

    def create(self, request, number):
        ticket = ticket_for(self.agent, int(number), to="ticket.edit")
        return done_once(request, lambda: self._merge(ticket))

    def destroy(self, request, number, merge_id):
        ticket = ticket_for(self.agent, int(number), to="ticket.edit")
        with refusals_explained():
            merging.undo(get_object_or_404(Merge, ticket=ticket, pk=int(merge_id)), by=self.agent)
        return Response(status=204)

    def _merge(self, ticket: Ticket):
        values = self.taken(NewMerge)
        into = _other(self.agent, values["into"])
        if into is None:
            raise invalid("into", _("There is no ticket of that number."))
        with refusals_explained():
            done = merging.merge(ticket, into, by=self.agent, copies=values["copies"])
        return self.one(done, status=201)


class MergePreviews(Endpoint):
    """Ask before merging: who would read what, and who would hear no more."""

    queryset = Merge.objects.none()
    serializer_class = MergePreview
    capabilities = {"retrieve": "ticket.edit"}

    @extend_schema(summary="Say what merging a ticket into another would do")
    def retrieve(self, request, number, into):
        ticket = ticket_for(self.agent, int(number), to="ticket.edit")
        other = ticket_for(self.agent, int(into), to="ticket.edit")
        with refusals_explained():
            return self.one(merging.preview(ticket, other))


class Splits(Endpoint):
    """A message, or all from it on, goes to a ticket of its own; its requester is who wrote the message."""

    queryset = Ticket.objects.none()
    serializer_class = outputs.Ticket
    capabilities = {"create": "ticket.edit"}

    @extend_schema(summary="Split a ticket", request=NewSplit, responses={201: outputs.Ticket})
    def create(self, request, number):
        ticket = ticket_for(self.agent, int(number), to="ticket.edit")
        return done_once(request, lambda: self._split(ticket))

    def _split(self, ticket: Ticket):
        values = self.taken(NewSplit)
        message = Message.objects.filter(ticket=ticket, pk=values.pop("message")).first()
        if message is None:
            raise invalid("message", _("This ticket has no message of that id."))
        with refusals_explained():
            new = splitting.split(message, by=self.agent, **values)
        shown = seen.with_all_that_is_shown(Ticket.objects.filter(pk=new.pk), self.agent).get()
        where = self.address_of("api-ticket", number=new.number)
        return self.one(shown, status=201, headers={"Location": where})


def _other(agent, number: int) -> Ticket | None:
    return Ticket.objects.visible_to(agent).filter(deleted_at=None, number=number).first()
