"""/api/v1/imported-tickets: tickets from another help desk, with what was said there and when"""

import django_filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from helpdesk.accounts.models import Agent
from helpdesk.rest.endpoints import Endpoint
from helpdesk.rest.filtering import Filters
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.refusals import invalid
from helpdesk.rest.serializers import Input, Instant, Known, Line, Output
from tickets import contacts, importing
from tickets.api import inputs, seen
from tickets.api.opening import words_of
from tickets.api.refusals import refusals_explained
from tickets.importing import ImportRefused, Past, Said
from tickets.models import Channel, ImportedTicket, Message, Priority

KINDS = {"customer": Message.Kind.CUSTOMER, "reply": Message.Kind.AGENT, "note": Message.Kind.NOTE}
COLUMNS = ("category", "team", "assignee", "language", "custom_fields")


class ImportedAuthor(Input):
    email = serializers.EmailField(required=False, max_length=254)
    name = Line(required=False, max_length=200)


class ImportedMessage(inputs.FirstMessage):
    at = Instant(help_text="When it was said.")
    author = ImportedAuthor(
        required=False, help_text="An agent is found by the address, else only the name is kept; a customer is made."
    )


class NewImport(Input):
    source = Line(max_length=40, help_text="Where it comes from, as “zendesk”.")
    external_id = Line(max_length=200, help_text="Its name there. The same one again changes nothing.")
    subject = Line(max_length=300)
    requester = inputs.Requester()
    created_at = Instant()
    resolved_at = Instant(required=False, help_text="Of a resolved or closed one; else when something was said last.")
    status = inputs.StatusWord()
    channel = serializers.ChoiceField(Channel.choices, default=Channel.EMAIL)
    priority = serializers.ChoiceField(inputs.PRIORITIES, default="normal")
    team = Known(seen.teams, required=False, allow_null=True)
    assignee = Known(seen.assignees, required=False, allow_null=True)
    category = Known(seen.categories, required=False, allow_null=True)
    tags = inputs.Tags(required=False)
    custom_fields = inputs.CustomFields(required=False)
    language = serializers.CharField(required=False, max_length=12, validators=[inputs.LANGUAGE])
    messages = ImportedMessage(many=True, max_length=1000)
    start_clocks = serializers.BooleanField(
        default=False, help_text="Let the promises about an open ticket begin now; history has none."
    )


class ImportShown(Output):
    source = serializers.CharField()
    external_id = serializers.CharField()
    ticket = serializers.IntegerField(source="ticket.number")
    imported_at = Instant()


class ImportFilters(Filters):
    source = django_filters.CharFilter(field_name="source")
    external_id = django_filters.CharFilter(field_name="external_id")


@extend_schema_view(
    list=extend_schema(summary="List what was imported"),
    create=extend_schema(
        summary="Import a ticket with its history", request=NewImport, responses={201: ImportShown, 200: ImportShown}
    ),
)
class Imports(Endpoint):
    """Nobody is written to, no rule looks. A ticket that is there already answers 200 and stays as it is."""

    queryset = ImportedTicket.objects.none()
    serializer_class = ImportShown
    filterset_class = ImportFilters
    orders = {"id": "id"}
    default_order = "id"
    capabilities = dict.fromkeys(["list", "create"], "settings.tickets")

    def list(self, request):
        return self.page_of(ImportedTicket.objects.select_related("ticket"))

    def create(self, request):
        return done_once(request, self._bring_in)

    def _bring_in(self):
        values = self.taken(NewImport)
        try:
            with refusals_explained(address_field="requester.email"):
                past = self._past(values)
                _ticket, is_new = importing.bring_in(past, by=self.agent, start_clocks=values["start_clocks"])
        except ImportRefused as refused:
            raise invalid(refused.field, str(refused)) from refused
        named = {"source": values["source"], "external_id": values["external_id"]}
        row = ImportedTicket.objects.select_related("ticket").get(**named)
        where = self.address_of("api-ticket", number=row.ticket.number)
        return self.one(row, status=201 if is_new else 200, headers={"Location": where})

    def _past(self, values: dict) -> Past:
        agents = {agent.user.email: agent for agent in Agent.objects.select_related("user")}
        columns = {name: values[name] for name in COLUMNS if values.get(name)}
        columns |= {"channel": values["channel"], "priority": Priority.from_key(values["priority"])}
        return Past(
            source=values["source"],
            external_id=values["external_id"],
            requester=self._contact(values["requester"]),
            subject=values["subject"],
            created_at=values["created_at"],
            resolved_at=values.get("resolved_at"),
            status=values["status"],
            tags=values.get("tags", []),
            said=[self._said(one, agents) for one in values["messages"]],
            columns=columns,
        )

    def _said(self, one: dict, agents: dict[str, Agent]) -> Said:
        author, kind = one.get("author", {}), KINDS[one["kind"]]
        email, name = author.get("email", "").lower(), author.get("name", "")
        is_customer = kind == Message.Kind.CUSTOMER
        return Said(
            kind=kind,
            words=words_of(one),
            at=one["at"],
            contact=self._contact({"email": email, "name": name}) if is_customer and email else None,
            agent=None if is_customer else agents.get(email),
            author_name=name or email,
        )

    def _contact(self, words: dict):
        if "id" in words:
            return words["id"]
        contacts.refuse_own(words["email"])
        return contacts.find_or_make(words["email"], words.get("name", ""), by=self.actor)
