"""/api/v1/tickets/{number}/time and …/time-corrections: who worked how long on a ticket, put right by hand"""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from helpdesk.rest.endpoints import Endpoint
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.permissions import require
from helpdesk.rest.refusals import invalid
from helpdesk.rest.serializers import Input, Instant, Known, Line, Output
from tickets import handling
from tickets.access import ticket_for
from tickets.api import seen
from tickets.models import TimeCorrection


class NewTimeCorrection(Input):
    agent = Known(seen.colleagues, required=False, help_text="Whose time; yours, where none is named.")
    minutes = serializers.IntegerField(
        min_value=-handling.MOST_MINUTES, max_value=handling.MOST_MINUTES, help_text="Added; below 0 taken off."
    )
    because = Line(max_length=200)

    def validate_minutes(self, minutes):
        if minutes == 0:
            raise serializers.ValidationError(_("Say by how many minutes: 0 corrects nothing."))
        return minutes


class TimeShare(Output):
    agent = serializers.IntegerField(source="agent_id")
    name = serializers.CharField()
    seconds = serializers.IntegerField(help_text="Corrections included.")


class TimeOnTicket(Output):
    """Counted while the ticket is open in front of somebody who works; no second of an agent counts twice."""

    seconds = serializers.IntegerField(help_text="Of everybody.")
    agents = TimeShare(many=True)


class TimeCorrectionShown(Output):
    id = serializers.IntegerField()
    agent = serializers.IntegerField(source="agent_id")
    minutes = serializers.IntegerField()
    because = serializers.CharField()
    corrected_by = serializers.CharField(source="by_name")
    corrected_at = Instant(source="made_at")


class Time(Endpoint):
    """How long people worked on a ticket."""

    queryset = TimeCorrection.objects.none()
    serializer_class = TimeOnTicket
    capabilities = {"retrieve": "ticket.read"}

    @extend_schema(summary="Say who worked how long on a ticket")
    def retrieve(self, request, number):
        shares = handling.shares(ticket_for(self.agent, int(number), to="ticket.read"))
        return self.one({"seconds": sum(share.seconds for share in shares), "agents": shares})


@extend_schema_view(
    list=extend_schema(summary="List the corrections of the time on a ticket"),
    create=extend_schema(
        summary="Correct the time on a ticket", request=NewTimeCorrection, responses={201: TimeCorrectionShown}
    ),
)
class TimeCorrections(Endpoint):
    """Each in somebody's name and with a reason; what was measured stays as it was measured."""

    queryset = TimeCorrection.objects.none()
    serializer_class = TimeCorrectionShown
    orders = {"id": "id"}
    default_order = "id"
    capabilities = {"list": "ticket.read", "create": "ticket.note"}

    def list(self, request, number):
        ticket = ticket_for(self.agent, int(number), to="ticket.read")
        return self.page_of(TimeCorrection.objects.filter(ticket=ticket))

    def create(self, request, number):
        ticket = ticket_for(self.agent, int(number), to="ticket.note")
        return done_once(request, lambda: self._correct(ticket))

    def _correct(self, ticket):
        said = self.taken(NewTimeCorrection)
        agent = said.get("agent") or self.agent
        if agent.pk != self.agent.pk:
            require(self.agent, "metrics.read")  # whoever reads the figures may put others right
        try:
            made = handling.correct(ticket, agent, said["minutes"], said["because"], by=self.agent)
        except handling.CannotCorrect as refused:
            raise invalid("minutes", str(refused)) from refused
        return self.one(made, status=201)
