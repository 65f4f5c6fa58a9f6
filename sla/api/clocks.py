"""/api/v1/tickets/{number}/clocks"""

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.response import Response

from helpdesk.base import clock
from helpdesk.rest.endpoints import Endpoint
from helpdesk.rest.serializers import Instant, Output
from sla import reading
from sla.models import Clock as Row
from sla.models.policy import Basis, Metric
from tickets.access import ticket_for

EXAMPLE = OpenApiExample(
    "A running clock",
    response_only=True,
    value={
        "next": None,
        "previous": None,
        "results": [
            {
                "metric": "first_response",
                "instance": 1,
                "state": "running",
                "outcome": "open",
                "policy": "Standard",
                "basis": "business",
                "target_s": 14400,
                "consumed_s": 3600,
                "remaining_s": 10800,
                "percent": 25.0,
                "late_s": 0,
                "started_at": "2026-06-01T08:00:00Z",
                "due_at": "2026-06-01T12:00:00Z",
                "satisfied_at": None,
                "breached_at": None,
                "cancelled_at": None,
                "reason": "",
                "waived_by": "",
            }
        ],
    },
)


class Clock(Output):
    metric = serializers.ChoiceField(Metric.choices, source="row.metric")
    instance = serializers.IntegerField(source="row.instance", help_text="Counts the clocks of one measure.")
    state = serializers.ChoiceField(Row.State.choices)
    outcome = serializers.ChoiceField(["met", "missed", "open", "void"])
    policy = serializers.CharField()
    basis = serializers.ChoiceField(Basis.choices, source="row.basis")
    target_s = serializers.IntegerField(source="row.target_seconds", help_text="Seconds of the basis.")
    consumed_s = serializers.IntegerField(source="consumed_seconds")
    remaining_s = serializers.IntegerField(source="remaining_seconds", help_text="Negative once it is used up.")
    percent = serializers.SerializerMethodField(help_text="Of the target, used up; more than 100 after it.")
    late_s = serializers.IntegerField(source="late_seconds")
    started_at = Instant(source="row.started_at")
    due_at = Instant(source="row.due_at", allow_null=True, help_text="Null while it is paused or over.")
    satisfied_at = Instant(source="row.satisfied_at", allow_null=True)
    breached_at = Instant(allow_null=True)
    cancelled_at = Instant(source="row.cancelled_at", allow_null=True)
    reason = serializers.CharField(source="row.reason", help_text="Why it was cancelled.")
    waived_by = serializers.CharField(source="row.waived_by")

    def get_percent(self, one) -> float:
        return round(one.used_share * 100, 1)


@extend_schema_serializer(examples=[EXAMPLE])
class Clocks(Output):
    """All clocks in one page: a ticket has few. `next` and `previous` are there for programs that follow pages."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = Clock(many=True)


class TicketClocks(Endpoint):
    """The promises about a ticket, counted up to now. Seconds are business time where the basis is."""

    serializer_class = Clocks
    pagination_class = None
    queryset = Row.objects.none()
    capabilities = {"list": "ticket.read"}

    @extend_schema(summary="List a ticket's clocks", responses=forced_singular_serializer(Clocks))
    def list(self, request, number):
        ticket = ticket_for(self.agent, int(number), to="ticket.read")
        readings = reading.clocks_of(ticket, clock.now())
        return Response(self.shown({"next": None, "previous": None, "results": readings}))
