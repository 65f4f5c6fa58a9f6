"""/api/v1/tickets/{number}/events"""

from drf_spectacular.utils import extend_schema, extend_schema_view

from helpdesk.events.models import Event
from helpdesk.rest.endpoints import Endpoint
from tickets import history
from tickets.access import ticket_for
from tickets.api import outputs
from tickets.api.filters import EventFilters


@extend_schema_view(list=extend_schema(summary="List what happened to a ticket, oldest first"))
class Events(Endpoint):
    """The ticket's history, numbered without gaps: `since_seq` takes up where you left off."""

    queryset = Event.objects.none()
    serializer_class = outputs.Event
    filterset_class = EventFilters
    orders = {"seq": "seq"}
    default_order = "seq"
    capabilities = {"list": "ticket.read"}

    def list(self, request, number):
        ticket = ticket_for(self.agent, int(number), to="ticket.read")
        return self.page_of(Event.objects.about(ticket))

    def shown(self, thing, *, many: bool = False):
        return super().shown(history.named_for(thing, self.agent), many=many)
