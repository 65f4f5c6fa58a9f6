"""/api/v1/calls: phone calls written down, as tickets or on one"""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from helpdesk.rest.endpoints import Endpoint
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.permissions import require
from helpdesk.rest.serializers import Input, Known, Line
from tickets import calls, contacts
from tickets.access import ticket_for
from tickets.api import inputs, outputs, seen
from tickets.api.refusals import refusals_explained
from tickets.conversation import Words
from tickets.models import Priority, Ticket

OF_NEW = ("requester", "subject", "team", "priority", "waited_s")


class NewCall(Input):
    ticket = serializers.IntegerField(
        min_value=1,
        max_value=999_999_999,
        required=False,
        help_text="Number of the ticket it is about; else a new one.",
    )
    requester = inputs.Requester(required=False, help_text="Who called; of a new ticket.")
    subject = Line(max_length=300, required=False, help_text="Of a new ticket.")
    text = serializers.CharField(max_length=inputs.LONGEST_TEXT, help_text="What was said, for colleagues.")
    spoken = serializers.BooleanField(
        help_text="true: a human answered, and the first response is given. false: a message left on the machine."
    )
    waited_s = serializers.IntegerField(
        min_value=0, max_value=86_400, required=False, help_text="Seconds in line, or since the message was left."
    )
    status = inputs.StatusWord(required=False, help_text="Set with an answered call.")
    team = Known(seen.teams, required=False, allow_null=True)
    priority = serializers.ChoiceField(inputs.PRIORITIES, required=False)

    def validate(self, values):
        if "ticket" in values:
            wrong = {name: [_("Only of a new ticket.")] for name in OF_NEW if name in values}
        else:
            wrong = {name: [_("Needed to open a ticket.")] for name in ("requester", "subject") if name not in values}
        if "status" in values and not values["spoken"]:
            wrong["status"] = [_("Only an answered call sets a status.")]
        if wrong:
            raise serializers.ValidationError(wrong)
        return values


class Calls(Endpoint):
    """An answered call answers the customer like a reply; a message left asks like a mail."""

    queryset = Ticket.objects.none()
    serializer_class = outputs.Ticket
    capabilities = {"create": "ticket.reply"}

    @extend_schema(summary="Write a phone call down", request=NewCall, responses={201: outputs.Ticket})
    def create(self, request):
        return done_once(request, self._log)

    def _log(self):
        values = self.taken(NewCall)
        status = values.get("status")
        if status is not None and status.category in ("resolved", "closed"):
            require(self.agent, "ticket.resolve")
        with refusals_explained(address_field="requester.email"):
            ticket = self._on_a_ticket(values) if "ticket" in values else self._as_a_ticket(values)
        shown = seen.with_all_that_is_shown(Ticket.objects.filter(pk=ticket.pk), self.agent).get()
        where = self.address_of("api-ticket", number=ticket.number)
        return self.one(shown, status=201, headers={"Location": where})

    def _on_a_ticket(self, values: dict) -> Ticket:
        ticket = ticket_for(self.agent, values["ticket"], to="ticket.reply")
        words = Words.typed(values["text"])
        calls.log(ticket, words, by=self.agent, spoken=values["spoken"], then=values.get("status"))
        return ticket

    def _as_a_ticket(self, values: dict) -> Ticket:
        who = values["requester"]
        if "email" in who:
            contacts.refuse_own(who["email"])
        caller = who.get("id") or contacts.find_or_make(who["email"], who.get("name", ""), by=self.actor)
        return calls.open_with(
            caller,
            values["subject"],
            Words.typed(values["text"]),
            by=self.agent,
            spoken=values["spoken"],
            waited_seconds=values.get("waited_s", 0),
            team=values.get("team"),
            priority=Priority.from_key(values.get("priority", "normal")),
            then=values.get("status"),
        )
