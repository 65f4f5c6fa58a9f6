"""/api/v1/tickets/{number}/commitments: updates that agents promised the customer"""

from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from helpdesk.rest.endpoints import Endpoint
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.refusals import Conflict, invalid
from helpdesk.rest.serializers import Input, Instant, Output
from sla import commitments
from sla.models import Commitment as Row
from tickets import conversation
from tickets.access import ticket_for
from tickets.conversation import Letter, Words
from tickets.lifecycle import TicketClosed
from tickets.models import Channel

LONGEST_TEXT = 500_000


class NewCommitment(Input):
    """An answer to the customer that promises the next one."""

    text = serializers.CharField(max_length=LONGEST_TEXT, help_text="The answer; the promise is said at its end.")
    promised_for = Instant(help_text="By when the customer is to hear from you again.")


class Commitment(Output):
    id = serializers.IntegerField()
    state = serializers.ChoiceField(["open", "kept", "missed", "withdrawn"])
    promised_for = Instant(help_text="By when the customer was promised to hear from you again.")
    promised_at = Instant()
    promised_by = serializers.CharField(source="by_name")
    message = serializers.IntegerField(source="message_id", help_text="The answer it was promised in.")
    words = serializers.CharField(help_text="As the customer read them.")
    answered_at = Instant(allow_null=True, help_text="The next answer, in time or late.")
    missed_at = Instant(allow_null=True)
    withdrawn_at = Instant(allow_null=True)
    withdrawn_because = serializers.CharField()


class Commitments(Output):
    """All in one page: a ticket has few."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = Commitment(many=True)


class TicketCommitments(Endpoint):
    """Updates promised to the customer: kept by the next answer a person sends, or missed."""

    serializer_class = Commitment
    pagination_class = None
    queryset = Row.objects.none()
    capabilities = {"list": "ticket.read", "create": "ticket.reply"}

    @extend_schema(summary="List promised updates, the newest first", responses=forced_singular_serializer(Commitments))
    def list(self, request, number):
        ticket = ticket_for(self.agent, int(number), to="ticket.read")
        rows = Row.objects.of(ticket).newest_first()
        return Response({"next": None, "previous": None, "results": self.shown(rows, many=True)})

    @extend_schema(summary="Reply, and promise the next update", request=NewCommitment, responses={201: Commitment})
    def create(self, request, number):
        ticket = ticket_for(self.agent, int(number), to="ticket.reply")
        return done_once(request, lambda: self._promise(ticket))

    @transaction.atomic
    def _promise(self, ticket):
        values = self.taken(NewCommitment)
        moment = values["promised_for"].replace(microsecond=0)
        try:
            commitments.require(ticket, moment)
            said = f"{values['text'].strip()}\n\n{commitments.words_of(ticket, moment)}"
            letter = Letter(channel=Channel.API)
            message = conversation.reply(ticket, Words.typed(said), by=self.agent, letter=letter)
            return self.one(commitments.promise(message, moment, by=self.agent), status=201)
        except commitments.PromiseRefused as refused:
            raise invalid("promised_for", str(refused)) from refused
        except TicketClosed as error:
            raise Conflict(_("The ticket is closed and stays so. Open a new one that follows it up.")) from error
