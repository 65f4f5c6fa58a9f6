"""/api/v1/tickets/{number}/scheduled-answers: answers of one's own that go out later by themselves"""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from helpdesk.base.html import html_to_text
from helpdesk.rest.endpoints import Endpoint
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.permissions import require
from helpdesk.rest.refusals import Conflict, invalid
from helpdesk.rest.serializers import Instant, Output
from tickets import scheduling
from tickets.access import ticket_for
from tickets.api import inputs, outputs
from tickets.api.opening import words_of
from tickets.api.refusals import refusals_explained
from tickets.models import Draft, Message, Ticket
from tickets.scheduling import NotScheduled


class NewScheduledAnswer(inputs.Said):
    send_at = Instant(help_text="When it goes out: ahead, within a year.")
    status = inputs.StatusWord(required=False, help_text="Set when it goes out.")
    copies = serializers.ListField(child=serializers.EmailField(max_length=254), required=False, max_length=20)
    replaces_draft = serializers.BooleanField(
        default=False, help_text="You have one draft on a ticket, in the browser too. Without this one it is kept."
    )


class ScheduledAnswer(Output):
    id = serializers.IntegerField()
    send_at = Instant()
    status = outputs.StatusRef(source="send_then", allow_null=True)
    text = serializers.SerializerMethodField()
    html = serializers.CharField()
    copies = serializers.ListField(child=serializers.EmailField(), source="cc")

    def get_text(self, draft) -> str:
        return html_to_text(draft.html).strip()


@extend_schema_view(
    list=extend_schema(summary="List your scheduled answer, if there is one"),
    create=extend_schema(summary="Answer later", request=NewScheduledAnswer, responses={201: ScheduledAnswer}),
    destroy=extend_schema(summary="Do not send it; it stays your draft", responses={204: None}),
)
class ScheduledAnswers(Endpoint):
    """Yours only. Whatever anybody says meanwhile holds it back: it becomes a draft, and you are told."""

    queryset = Draft.objects.none()
    serializer_class = ScheduledAnswer
    orders = {"id": "id"}
    default_order = "id"
    capabilities = {"list": "ticket.reply", "create": "ticket.reply", "destroy": "ticket.reply"}

    def list(self, request, number):
        return self.page_of(self._own(ticket_for(self.agent, int(number), to="ticket.reply")))

    def create(self, request, number):
        ticket = ticket_for(self.agent, int(number), to="ticket.reply")
        return done_once(request, lambda: self._schedule(ticket))

    def destroy(self, request, number, draft_id):
        ticket = ticket_for(self.agent, int(number), to="ticket.reply")
        draft = get_object_or_404(self._own(ticket).select_related("ticket"), pk=int(draft_id))
        scheduling.drop(draft, by=self.agent)
        return Response(status=204)

    def _schedule(self, ticket: Ticket):
        values = self.taken(NewScheduledAnswer)
        status = values.get("status")
        if status is not None and status.category in ("resolved", "closed"):
            require(self.agent, "ticket.resolve")
        words = words_of(values)
        if not (words.text.strip() or words.html):
            raise invalid("text", _("Say something: text or html."))
        drafted = Draft.objects.filter(ticket=ticket, agent=self.agent, kind=Draft.Kind.REPLY)
        if drafted.exists() and not values["replaces_draft"]:
            raise Conflict(_("You have a draft on this ticket. Send “replaces_draft” to put this in its place."))
        newest = Message.objects.filter(ticket=ticket).order_by("-pk").values_list("pk", flat=True).first()
        try:
            with refusals_explained():
                draft = scheduling.schedule(
                    ticket,
                    self.agent,
                    words,
                    values["send_at"],
                    copies=values.get("copies"),
                    then=status,
                    seen_id=newest,
                )
        except NotScheduled as refused:
            raise invalid("send_at", str(refused)) from refused
        return self.one(self._own(ticket).get(pk=draft.pk), status=201)

    def _own(self, ticket: Ticket):
        own = Draft.objects.filter(ticket=ticket, agent=self.agent, send_at__isnull=False)
        return own.select_related("send_then")
