"""/api/v1/tickets/{number}/checklists and /api/v1/checklists: what is to be looked at, ticked off by programs too"""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from helpdesk.rest.endpoints import Endpoint
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.serializers import Input, Instant, Known, Output
from tickets import checklists
from tickets.access import ticket_for
from tickets.api import seen
from tickets.api.refusals import refusals_explained
from tickets.models import Checklist, TicketChecklist


class NewTicketChecklist(Input):
    checklist = Known(seen.checklists, help_text="The id of a checklist in use.")


class Tick(Input):
    position = serializers.IntegerField(min_value=0, max_value=1000, help_text="Of the item, from 0.")
    done = serializers.BooleanField(help_text="False opens it again.")


class ChecklistItem(Output):
    text = serializers.CharField()
    by = serializers.CharField(allow_null=True, help_text="Who ticked it off; null while it is open.")
    at = Instant(allow_null=True)


class ChecklistShown(Output):
    id = serializers.IntegerField()
    name = serializers.CharField()
    items = serializers.ListField(child=serializers.CharField())
    category = serializers.IntegerField(source="category_id", allow_null=True)
    kind = serializers.CharField(help_text="The type of ticket it is put on by itself; empty for none.")
    is_required = serializers.BooleanField(help_text="Must be done before a person solves the ticket.")


class TicketChecklistShown(Output):
    id = serializers.IntegerField()
    name = serializers.CharField()
    is_required = serializers.BooleanField()
    is_done = serializers.BooleanField()
    items = ChecklistItem(many=True)


class Checklists(Endpoint):
    """The company's checklists that are in use."""

    queryset = Checklist.objects.none()
    serializer_class = ChecklistShown
    orders = {"name": "name", "id": "id"}
    default_order = "name"
    capabilities = {"list": "ticket.read"}

    @extend_schema(summary="List the checklists")
    def list(self, request):
        return self.page_of(Checklist.objects.usable())


@extend_schema_view(
    list=extend_schema(summary="List the checklists of a ticket"),
    create=extend_schema(
        summary="Put a checklist on a ticket", request=NewTicketChecklist, responses={201: TicketChecklistShown}
    ),
    partial_update=extend_schema(
        summary="Tick an item off, or open it again", request=Tick, responses=TicketChecklistShown
    ),
    destroy=extend_schema(summary="Take a checklist off a ticket", responses={204: None}),
)
class TicketChecklists(Endpoint):
    """A ticket keeps its copy: what the company changes in a checklist later is for tickets to come."""

    queryset = TicketChecklist.objects.none()
    serializer_class = TicketChecklistShown
    orders = {"id": "id"}
    default_order = "id"
    lookup_url_kwarg = "checklist_id"
    capabilities = {
        "list": "ticket.read",
        "create": "ticket.edit",
        "partial_update": "ticket.edit",
        "destroy": "ticket.edit",
    }

    def list(self, request, number):
        ticket = ticket_for(self.agent, int(number), to="ticket.read")
        return self.page_of(TicketChecklist.objects.filter(ticket=ticket))

    def create(self, request, number):
        ticket = ticket_for(self.agent, int(number), to="ticket.edit")
        return done_once(request, lambda: self._add(ticket))

    def partial_update(self, request, number, checklist_id):
        row, said = self._row(number, checklist_id), self.taken(Tick)
        with refusals_explained():
            return self.one(checklists.tick(row, said["position"], done=said["done"], by=self.actor))

    def destroy(self, request, number, checklist_id):
        checklists.remove(self._row(number, checklist_id), by=self.actor)
        return Response(status=204)

    def _row(self, number, checklist_id) -> TicketChecklist:
        ticket = ticket_for(self.agent, int(number), to="ticket.edit")
        return get_object_or_404(TicketChecklist, ticket=ticket, pk=int(checklist_id))

    def _add(self, ticket):
        checklist = self.taken(NewTicketChecklist)["checklist"]
        return self.one(checklists.add(ticket, checklist, by=self.actor), status=201)
