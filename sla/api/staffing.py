"""/api/v1/agents/{id}/shifts and …/leave: when somebody works, when not, and who stands in"""

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as Refused
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import allow
from helpdesk.base import clock
from helpdesk.rest.endpoints import Endpoint
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.permissions import require
from helpdesk.rest.refusals import Conflict
from helpdesk.rest.serializers import Input, Known, Output
from sla.calendar_reading import WEEKDAYS, CalendarRefused
from sla.models import Leave, ShiftPattern
from sla.staffing import duty, leaving, planning

Kind = Leave.Kind


def deputies(agent: Agent):
    return Agent.objects.able_to_answer()


class NewShifts(Input):
    effective_from = serializers.DateField(help_text="The week before it counts until then.")
    zone = serializers.CharField(
        max_length=64, required=False, help_text="As “Europe/Berlin”; the agent's, if left out."
    )
    week = serializers.DictField(
        child=serializers.ListField(child=serializers.ListField(child=serializers.CharField(max_length=5))),
        help_text='{"mon": [["09:00", "17:00"]]}: days left out are off, a night is ["22:00", "06:00"].',
    )

    def validate_week(self, week):
        if unknown := sorted(week.keys() - set(WEEKDAYS)):
            raise serializers.ValidationError({name: [_("Use mon, tue, wed, thu, fri, sat, sun.")] for name in unknown})
        return week


class NewLeave(Input):
    kind = serializers.ChoiceField(Kind.choices, default=Kind.HOLIDAY)
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    begins_at_noon = serializers.BooleanField(default=False)
    ends_at_noon = serializers.BooleanField(default=False)
    deputy = Known(deputies, required=False, allow_null=True, help_text="Who gets what is assigned meanwhile.")


class LeaveDecision(Input):
    state = serializers.ChoiceField(["granted", "refused"])
    because = serializers.CharField(max_length=200, required=False, help_text="Needed to refuse.")

    def validate(self, values):
        if values["state"] == "refused" and not values.get("because"):
            raise serializers.ValidationError({"because": [_("Say why.")]})
        return values


class Shifts(Output):
    id = serializers.IntegerField()
    effective_from = serializers.DateField()
    zone = serializers.CharField()
    week = serializers.DictField()


class Deputy(Output):
    id = serializers.IntegerField()
    name = serializers.CharField()


class LeaveShown(Output):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(Kind.choices)
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    begins_at_noon = serializers.BooleanField()
    ends_at_noon = serializers.BooleanField()
    deputy = Deputy(allow_null=True)
    is_granted = serializers.BooleanField(help_text="false: asked for, and it changes nothing yet.")


class _OfAgent(Endpoint):
    """What belongs to one agent: its own business, and that of those who plan."""

    orders = {"id": "id"}
    default_order = "id"

    def _agent(self, agent_id, to: str) -> Agent:
        """The agent, where the caller may do `to` for anybody or is that agent itself and this is its own business."""
        agent = get_object_or_404(Agent.objects.active(), pk=int(agent_id))
        if not (agent.pk == self.agent.pk or allow(self.agent, to)):
            raise PermissionDenied
        return agent


@extend_schema_view(
    list=extend_schema(summary="List an agent's weeks"),
    create=extend_schema(
        summary="Have an agent work by a week from a day on", request=NewShifts, responses={201: Shifts}
    ),
    destroy=extend_schema(summary="Remove a week; the one before it goes on", responses={204: None}),
)
class AgentShifts(_OfAgent):
    """Weeks, each valid from a day on until the next begins. A second one of the same day replaces the first."""

    queryset = ShiftPattern.objects.none()
    serializer_class = Shifts
    capabilities = {"list": "ticket.take", "create": "settings.people", "destroy": "settings.people"}

    def list(self, request, agent_id):
        return self.page_of(ShiftPattern.objects.filter(agent=self._agent(agent_id, "team.read")))

    def create(self, request, agent_id):
        agent = self._agent(agent_id, "settings.people")
        return done_once(request, lambda: self._set(agent))

    def destroy(self, request, agent_id, shifts_id):
        pattern = get_object_or_404(ShiftPattern, agent=int(agent_id), pk=int(shifts_id))
        planning.drop_week(pattern, by=self.actor)
        return Response(status=204)

    def _set(self, agent: Agent):
        values = self.taken(NewShifts)
        zone = values.get("zone") or duty.zone_of(agent)
        week = {day: hours for day, hours in values["week"].items() if hours}
        try:
            made = planning.set_week(agent, week, effective_from=values["effective_from"], zone=zone, by=self.actor)
        except CalendarRefused as refused:
            day = refused.field.rpartition(".")[2]
            raise serializers.ValidationError({"week": {day: [refused.message]}}) from refused
        except Refused as refused:
            raise serializers.ValidationError(refused.message_dict) from refused
        return self.one(made, status=201)


@extend_schema_view(
    list=extend_schema(summary="List an agent's leave"),
    create=extend_schema(summary="Enter leave, or ask for one's own", request=NewLeave, responses={201: LeaveShown}),
    partial_update=extend_schema(
        summary="Grant or refuse leave that is asked for", request=LeaveDecision, responses=LeaveShown
    ),
    destroy=extend_schema(summary="Take leave back", responses={204: None}),
)
class AgentLeave(_OfAgent):
    """Everybody's own is theirs to enter; where the company wants a manager's word first, it is asked for.

    What is refused is gone: the answer to a refusal shows it as it was.
    """

    queryset = Leave.objects.none()
    serializer_class = LeaveShown
    capabilities = {
        "list": "ticket.take",
        "create": "ticket.take",
        "partial_update": "leave.grant",
        "destroy": "ticket.take",
    }

    def list(self, request, agent_id):
        return self.page_of(self._of(self._agent(agent_id, "team.read")))

    def create(self, request, agent_id):
        agent = self._agent(agent_id, "settings.people")
        return done_once(request, lambda: self._enter(agent))

    def partial_update(self, request, agent_id, leave_id):
        leave = get_object_or_404(self._of(self._agent(agent_id, "leave.grant")), pk=int(leave_id))
        values = self.taken(LeaveDecision)
        granted = values["state"] == "granted"
        try:
            leaving.decide(leave, granted=granted, because=values.get("because", ""), by=self.agent)
        except leaving.NotYours as refused:
            raise Conflict(str(refused)) from refused
        except Refused as refused:
            raise Conflict(" ".join(refused.messages)) from refused
        leave.is_granted = granted
        return self.one(leave)

    def destroy(self, request, agent_id, leave_id):
        leave = get_object_or_404(self._of(self._agent(agent_id, "settings.people")), pk=int(leave_id))
        if leave.last_day < clock.now().date():
            require(self.agent, "settings.people")
        leaving.cancel(leave, by=self.actor)
        return Response(status=204)

    def _enter(self, agent: Agent):
        values = self.taken(NewLeave)
        try:
            if agent.pk == self.agent.pk:
                leave = leaving.enter_own(agent, values)
            else:
                leave = leaving.grant(agent, values, by=self.actor)
        except Refused as refused:
            raise serializers.ValidationError(refused.message_dict) from refused
        return self.one(leave, status=201)

    def _of(self, agent: Agent):
        return Leave.objects.filter(agent=agent).select_related("agent", "deputy")
