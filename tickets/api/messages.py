"""/api/v1/tickets/{number}/messages, and the files that came with them"""

from django.db.models import Prefetch, prefetch_related_objects
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view

from helpdesk.rest.endpoints import Endpoint
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.parsing import Form, StrictJSON
from helpdesk.rest.permissions import require
from tickets import attachments, conversation
from tickets.access import ticket_for
from tickets.api import inputs, outputs
from tickets.api.filters import MessageFilters
from tickets.api.opening import words_of
from tickets.api.refusals import refusals_explained
from tickets.conversation import Letter
from tickets.models import Attachment, Channel, Message, Ticket


@extend_schema_view(
    list=extend_schema(summary="List what was said, oldest first"),
    create=extend_schema(
        summary="Reply, keep a note, or record what the requester said",
        request=inputs.NewMessage,
        responses={201: outputs.MessageShown},
    ),
)
class Messages(Endpoint):
    """Replies go to the customer by the ticket's channel; notes stay among colleagues. Nothing said is ever changed."""

    queryset = Message.objects.none()
    serializer_class = outputs.MessageShown
    filterset_class = MessageFilters
    parser_classes = [StrictJSON, Form]
    default_order = "created"
    capabilities = {"list": "ticket.read", "create": "ticket.note"}
    needs = {"reply": "ticket.reply", "note": "ticket.note", "customer": "ticket.create"}

    def list(self, request, number):
        ticket = ticket_for(self.agent, int(number), to="ticket.read")
        return self.page_of(Message.objects.filter(ticket=ticket).defer("search").prefetch_related(_files()))

    def create(self, request, number):
        ticket = ticket_for(self.agent, int(number), to="ticket.note")
        return done_once(request, lambda: self._say(ticket))

    def _say(self, ticket):
        values = self.taken(inputs.NewMessage)
        require(self.agent, self.needs[values["kind"]])
        status = values.get("status")
        if status is not None and status.category in ("resolved", "closed"):
            require(self.agent, "ticket.resolve")
        with refusals_explained():
            message = self._kept(ticket, values)
        prefetch_related_objects([message], _files())
        return self.one(message, status=201)

    def _kept(self, ticket: Ticket, values: dict) -> Message:
        files = attachments.keep_uploads(values.get("attachments", []))
        words, letter = words_of(values), Letter(channel=Channel.API)
        if not (words.text.strip() or words.html or files):
            raise conversation.NothingSaid
        match values["kind"]:
            case "reply":
                return conversation.reply(
                    ticket, words, by=self.agent, letter=letter, attachments=files, then=values.get("status")
                )
            case "note":
                return conversation.note(
                    ticket, words, by=self.actor, author_agent=self.agent, letter=letter, attachments=files
                )
        return conversation.receive(ticket, ticket.requester, words, letter=letter, attachments=files)


class Files(Endpoint):
    """A file of a message you may see. Always as a download: what it claims to be is not to be trusted."""

    queryset = Attachment.objects.none()
    serializer_class = outputs.Attachment
    capabilities = {"retrieve": "ticket.read"}

    @extend_schema(
        summary="Download an attached file", responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}
    )
    def retrieve(self, request, attachment_id):
        seen = Ticket.objects.visible_to(self.agent).filter(deleted_at=None)
        attachment = get_object_or_404(Attachment.objects.filter(message__ticket__in=seen), pk=int(attachment_id))
        response = FileResponse(
            attachments.open_file(attachment),
            as_attachment=True,
            filename=attachment.filename,
            content_type=attachment.content_type,
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response["Cache-Control"] = "private, no-store"
        return response


def _files() -> Prefetch:
    return Prefetch("attachments", Attachment.objects.order_by("id"))
