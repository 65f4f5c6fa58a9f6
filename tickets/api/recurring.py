"""/api/v1/recurring-tickets: tickets that come again by themselves"""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from helpdesk.rest.endpoints import Endpoint
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.preconditions import require_match
from helpdesk.rest.refusals import invalid
from helpdesk.rest.serializers import Input, Instant, Known, Line, Output
from tickets import contacts
from tickets.api import inputs, outputs, seen
from tickets.api.refusals import refusals_explained
from tickets.models import Priority, RecurringTicket
from tickets.recurring import opening

Every = RecurringTicket.Every


def _day_of_month(day: int) -> None:
    if day == 0:
        raise serializers.ValidationError(_("1 to 31, or -1 for the last day."))


class RecurringWords(Input):
    subject = Line(max_length=300)
    text = serializers.CharField(max_length=20_000, help_text="What is to be done; becomes an internal note.")
    requester = inputs.Requester(help_text="For whom. The customer hears nothing of it.")
    team = Known(seen.teams, required=False, allow_null=True, help_text="The default team, where none is named.")
    assignee = Known(seen.assignees, required=False, allow_null=True)
    priority = serializers.ChoiceField(inputs.PRIORITIES, required=False)
    every = serializers.ChoiceField(Every.choices)
    step = serializers.IntegerField(min_value=1, max_value=99, required=False, help_text="Every second week: 2.")
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=6), max_length=7, required=False,
        help_text="By the week: 0 is Monday. None: the weekday of the first day.",
    )  # fmt: skip
    month_day = serializers.IntegerField(
        min_value=-1,
        max_value=31,
        required=False,
        validators=[_day_of_month],
        help_text="By the month; -1 is the last.",
    )
    at_time = serializers.TimeField(help_text="In the company's time zone.")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True)
    is_active = serializers.BooleanField(required=False)

    def validate_weekdays(self, days):
        return sorted(set(days))


class RecurringShown(Output):
    id = serializers.IntegerField()
    subject = serializers.CharField()
    text = serializers.CharField()
    requester = outputs.NamedRef()
    team = outputs.NamedRef(allow_null=True)
    assignee = outputs.NamedRef(allow_null=True)
    priority = serializers.SerializerMethodField()
    every = serializers.ChoiceField(Every.choices)
    step = serializers.IntegerField()
    weekdays = serializers.ListField(child=serializers.IntegerField())
    month_day = serializers.IntegerField()
    at_time = serializers.TimeField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    is_active = serializers.BooleanField()
    next_at = Instant(allow_null=True, help_text="Null while it is off or over.")
    last_at = Instant(allow_null=True)

    def get_priority(self, recurring) -> str:
        return Priority(recurring.priority).key


@extend_schema_view(
    list=extend_schema(summary="List recurring tickets"),
    retrieve=extend_schema(summary="Read a recurring ticket"),
    create=extend_schema(summary="Have a ticket come again", request=RecurringWords, responses={201: RecurringShown}),
    partial_update=extend_schema(summary="Change a recurring ticket", request=RecurringWords, responses=RecurringShown),
    destroy=extend_schema(summary="Have it come no more", responses={204: None}),
)
class Recurring(Endpoint):
    """Opened once each time, after an outage once; tickets that came stay when it is taken away."""

    queryset = RecurringTicket.objects.none()
    serializer_class = RecurringShown
    lookup_url_kwarg = "recurring_id"
    orders = {"id": "id"}
    default_order = "id"
    capabilities = dict.fromkeys(["list", "retrieve", "create", "partial_update", "destroy"], "settings.tickets")

    def list(self, request):
        return self.page_of(_as_shown())

    def retrieve(self, request, recurring_id):
        return self.one(get_object_or_404(_as_shown(), pk=int(recurring_id)))

    def create(self, request):
        return done_once(request, self._make)

    def partial_update(self, request, recurring_id):
        recurring = get_object_or_404(RecurringTicket.objects.select_for_update(), pk=int(recurring_id))
        values = self.taken(RecurringWords, partial=True)
        require_match(request, recurring, lambda: self.shown(_as_shown().get(pk=recurring.pk)))
        self._done(lambda: opening.change(recurring, self._columns(values), by=self.actor))
        return self.one(_as_shown().get(pk=recurring.pk))

    def destroy(self, request, recurring_id):
        opening.remove(get_object_or_404(RecurringTicket, pk=int(recurring_id)), by=self.actor)
        return Response(status=204)

    def _make(self):
        values = self.taken(RecurringWords)
        made = self._done(lambda: opening.make(self._columns(values), by=self.actor))
        where = self.address_of("api-recurring-ticket", recurring_id=made.pk)
        return self.one(_as_shown().get(pk=made.pk), status=201, headers={"Location": where})

    def _done(self, work):
        try:
            with refusals_explained(address_field="requester.email"):
                return work()
        except opening.NeverComes as refused:
            raise invalid(refused.field, str(refused)) from refused

    def _columns(self, values: dict) -> dict:
        columns = dict(values)
        if "priority" in columns:
            columns["priority"] = Priority.from_key(columns["priority"])
        if "requester" in columns:
            columns["requester"] = self._requester(columns["requester"])
        return columns

    def _requester(self, words: dict):
        if "id" in words:
            return words["id"]
        contacts.refuse_own(words["email"])
        return contacts.find_or_make(words["email"], words.get("name", ""), by=self.actor)


def _as_shown():
    return RecurringTicket.objects.select_related("requester", "team", "assignee")
