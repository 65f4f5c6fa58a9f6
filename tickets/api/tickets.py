"""/api/v1/tickets"""

from drf_spectacular.utils import extend_schema, extend_schema_view

from helpdesk.rest.endpoints import Endpoint, address
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.preconditions import require_match
from tickets.access import ticket_for
from tickets.api import changing, inputs, opening, outputs, seen
from tickets.api.filters import TicketFilters
from tickets.api.refusals import refusals_explained
from tickets.locking import locked
from tickets.models import Ticket


@extend_schema_view(
    list=extend_schema(summary="List the tickets you may see"),
    create=extend_schema(summary="Open a ticket", request=inputs.NewTicket, responses={201: outputs.Ticket}),
    retrieve=extend_schema(summary="Read a ticket"),
    partial_update=extend_schema(
        summary="Change a ticket: all of it, or nothing", request=inputs.TicketChanges, responses=outputs.Ticket
    ),
)
class Tickets(Endpoint):
    """Tickets the token's agent may see; deleted ones are in no answer, spam only where it is asked for."""

    queryset = Ticket.objects.none()
    serializer_class = outputs.Ticket
    filterset_class = TicketFilters
    lookup_field = lookup_url_kwarg = "number"
    orders = {"created": "created_at", "updated": "last_event_at", "number": "number"}
    capabilities = {
        "list": "ticket.read",
        "retrieve": "ticket.read",
        "create": "ticket.create",
        "partial_update": "ticket.edit",
    }

    def list(self, request):
        tickets = Ticket.objects.visible_to(self.agent).filter(deleted_at=None)
        return self.page_of(seen.with_all_that_is_shown(tickets, self.agent))

    def retrieve(self, request, number):
        return self.one(self._as_shown(ticket_for(self.agent, int(number), to="ticket.read")))

    def create(self, request):
        return done_once(request, self._open)

    def partial_update(self, request, number):
        ticket = ticket_for(self.agent, int(number), to="ticket.edit")
        changes = self.taken(inputs.TicketChanges, partial=True)
        ticket = locked(ticket)
        require_match(request, ticket, lambda: self.shown(self._as_shown(ticket)))
        with refusals_explained():
            changing.change(ticket, changes, by=self.agent)
        return self.one(self._as_shown(ticket))

    def _open(self):
        values = self.taken(inputs.NewTicket)
        with refusals_explained(address_field="requester.email"):
            ticket = opening.open_from(values, by=self.agent)
        shown = seen.as_just_opened(ticket) if opening.is_all_there(values) else self._as_shown(ticket)
        where = self.request.build_absolute_uri(address("api-ticket", number=ticket.number))
        return self.one(shown, status=201, headers={"Location": where})

    def _as_shown(self, ticket) -> Ticket:
        return seen.with_all_that_is_shown(Ticket.objects.filter(pk=ticket.pk), self.agent).get()
