"""/api/v1/tickets/{number}/followers and …/copies: who hears of a ticket besides its owner and its requester"""

from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.response import Response

from helpdesk.accounts.models import Agent
from helpdesk.rest.endpoints import Endpoint
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.permissions import require
from helpdesk.rest.refusals import Conflict, invalid
from tickets import assignment, contacts, triage
from tickets.access import ticket_for
from tickets.api import inputs, outputs
from tickets.api.refusals import refusals_explained
from tickets.locking import locked
from tickets.models import Contact, ContactAddress, Follower, Participant, Ticket
from tickets.models.visibility import those_who_may_join

MOST_IN_COPY = 100  # each of them gets a mail of every answer


@extend_schema_view(
    list=extend_schema(summary="List the agents who follow a ticket"),
    create=extend_schema(
        summary="Follow a ticket, or have a colleague follow it",
        request=inputs.NewFollower,
        responses={201: outputs.Follower},
    ),
    destroy=extend_schema(summary="Follow a ticket no longer", responses={204: None}),
)
class Followers(Endpoint):
    """Agents who are told what the customer answers, without owning the ticket."""

    queryset = Follower.objects.none()
    serializer_class = outputs.Follower
    orders = {"id": "id"}
    default_order = "id"
    capabilities = {"list": "ticket.read", "create": "ticket.follow", "destroy": "ticket.follow"}

    def list(self, request, number):
        ticket = ticket_for(self.agent, int(number), to="ticket.read")
        return self.page_of(Follower.objects.filter(ticket=ticket).select_related("agent"))

    def create(self, request, number):
        ticket = ticket_for(self.agent, int(number), to="ticket.follow")
        return done_once(request, lambda: self._add(ticket))

    def destroy(self, request, number, agent_id):
        ticket = ticket_for(self.agent, int(number), to="ticket.follow")
        row = get_object_or_404(Follower.objects.select_related("agent"), ticket=ticket, agent=int(agent_id))
        self._require_right_over(row.agent)
        assignment.unfollow(ticket, row.agent, by=self.actor)
        return Response(status=204)

    def _add(self, ticket: Ticket):
        agent = self.taken(inputs.NewFollower).get("agent") or self.agent
        self._require_right_over(agent)
        if not those_who_may_join(ticket, [agent]):
            raise invalid("agent", _("%(name)s cannot see this ticket.") % {"name": agent.name})
        assignment.follow(ticket, agent, by=self.actor)
        return self.one(Follower.objects.select_related("agent").get(ticket=ticket, agent=agent), status=201)

    def _require_right_over(self, agent: Agent) -> None:
        """What one hears of is one's own business; what others hear of is an edit."""
        if agent.pk != self.agent.pk:
            require(self.agent, "ticket.edit")


@extend_schema_view(
    list=extend_schema(summary="List the contacts in copy"),
    create=extend_schema(
        summary="Put a contact in copy", request=inputs.Requester, responses={201: outputs.ContactInCopy}
    ),
    destroy=extend_schema(summary="Take a contact out of copy", responses={204: None}),
)
class Copies(Endpoint):
    """Contacts who get the public answers from now on and see the ticket in the portal; not what was said before."""

    queryset = Participant.objects.none()
    serializer_class = outputs.ContactInCopy
    orders = {"id": "id"}
    default_order = "id"
    capabilities = {"list": "ticket.read", "create": "ticket.edit", "destroy": "ticket.edit"}

    def list(self, request, number):
        return self.page_of(_in_copy(ticket_for(self.agent, int(number), to="ticket.read")))

    def create(self, request, number):
        ticket = ticket_for(self.agent, int(number), to="ticket.edit")
        return done_once(request, lambda: self._add(ticket))

    def destroy(self, request, number, contact_id):
        ticket = ticket_for(self.agent, int(number), to="ticket.edit")
        row = get_object_or_404(Participant.objects.select_related("contact"), ticket=ticket, contact=int(contact_id))
        triage.take_out_of_copy(ticket, row.contact, by=self.actor)
        return Response(status=204)

    def _add(self, ticket: Ticket):
        contact = self._contact(self.taken(inputs.Requester))
        if contact.pk == ticket.requester_id:
            raise invalid(None, _("The requester gets every answer anyway."))
        ticket = locked(ticket)
        if ticket.participants.exclude(contact=contact).count() >= MOST_IN_COPY:
            raise Conflict(_("At most %(count)s people in copy.") % {"count": MOST_IN_COPY})
        triage.put_in_copy(ticket, contact, by=self.actor)
        return self.one(_in_copy(ticket).get(contact=contact), status=201)

    def _contact(self, words: dict) -> Contact:
        if "id" in words:
            return words["id"]
        with refusals_explained(address_field="email"):
            contacts.refuse_own(words["email"])
            return contacts.find_or_make(words["email"], words.get("name", ""), by=self.actor)


def _in_copy(ticket: Ticket):
    addresses = ContactAddress.objects.filter(contact=OuterRef("contact")).order_by("-is_primary", "id")
    rows = Participant.objects.filter(ticket=ticket).select_related("contact")
    return rows.annotate(email=Subquery(addresses.values("address")[:1]))
