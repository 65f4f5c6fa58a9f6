"""`/desk/tickets/<number>/messages/`: what the composer sends; and each message as it came."""

from django.db import transaction
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.base.html import TooMuchHtml
from helpdesk.events.actors import Actor
from helpdesk.tenancy.context import current_tenant
from helpdesk.ui.htmx import wants_part
from tickets import (
    answer_parts,
    answering,
    attachments,
    attendance,
    conversation,
    drafts,
    fields,
    lifecycle,
    scheduling,
    staleness,
)
from tickets.access import ticket_for
from tickets.conversation import NothingSaid
from tickets.locking import lock
from tickets.models import Status
from tickets.scheduling import NotScheduled
from tickets.web import composing, endings, guards, later
from tickets.web import tickets as ticket_page

REFUSALS = (
    attachments.FileRefused,
    answer_parts.PartRefused,
    composing.WrongCopies,
    fields.MissingFields,
    NotScheduled,
)


@require_POST
@agent_required("ticket.note")
def create(request, number):
    typed_kind = "ticket.note" if request.POST.get("kind") == "note" else "ticket.reply"
    try:
        ticket = ticket_for(request.agent, number, to=typed_kind)
    except Http404:
        return endings.gone(request)
    typed = composing.typed_in(request, ticket)
    try:
        return _judge(request, ticket, typed)
    except lifecycle.TicketMerged:
        return endings.merged(request, ticket, typed)
    except lifecycle.TicketClosed:
        problem = _("The ticket was closed meanwhile. Open a new one for this customer to go on.")
        return _again(request, ticket, typed, status=409, problem=problem)
    except NothingSaid:
        return _again(request, ticket, typed, status=422, problem=_("Write something first."))
    except TooMuchHtml:
        problem = _("This is more than one message holds. Shorten it.")
        return _again(request, ticket, typed, status=422, problem=problem)
    except REFUSALS as error:
        return _again(request, ticket, typed, status=422, problem=str(error))


def _judge(request, ticket, typed):
    """Send it, unless it was sent already, something new came in, or it looks unfinished."""
    lock(ticket)  # two who press at the same instant are judged one after the other
    if typed.kind == "reply" and (waiting := scheduling.scheduled_by(request.agent, ticket)):
        return _second(request, ticket, typed, waiting)
    if composing.was_said(request, ticket, typed):
        return _said_before(request, ticket, typed)
    if typed.kind == "reply" and (news := _news(request, ticket)):
        return _again(request, ticket, typed, status=409, **news)
    has_files = bool(typed.files or request.FILES)
    if question := guards.question(request.POST, typed.text, has_files=has_files):
        return _again(request, ticket, typed, status=422, question=question)
    return _send(request, ticket, typed)


def _second(request, ticket, typed, waiting):
    """An answer of the agent's waits to leave. The same one, pressed twice, is that one.

    Another one comes from a page that knows nothing of it, and does not take its place.
    """
    if waiting.text.split() != composing.words(typed).text.split():
        return endings.waits(request, ticket)
    return ticket_page.page(request, ticket) if wants_part(request) else ticket_page.page_redirect(request, ticket)


def _said_before(request, ticket, typed):
    """The connection broke after it was sent: it is not sent again."""
    drafts.discard(ticket, request.agent, typed.kind)
    if not wants_part(request):
        return ticket_page.page_redirect(request, ticket)
    return ticket_page.page(request, ticket, toast=_("That was sent already."))


def _news(request, ticket) -> dict:
    """What its author has not seen: newer messages, and answers of others that are about to leave."""
    newer = staleness.messages_since(ticket, _number(request.POST.get("seen")), by=request.agent)
    known = request.POST.getlist("known")
    underway = [one for one in attendance.answers_underway(ticket, request.agent) if str(one.pk) not in known]
    return {"newer": newer, "underway": underway} if newer or underway else {}


def _send(request, ticket, typed):
    if typed.kind == "reply" and later.is_chosen(request.POST):
        return _schedule(request, ticket, typed)
    if typed.kind == "reply" and current_tenant().undo_send_seconds:
        return _hold(request, ticket, typed, current_tenant().undo_send_seconds)
    return _say(request, ticket, typed)


def _say(request, ticket, typed):
    """Keep what was typed as a message; all of it or nothing."""
    with transaction.atomic():
        files = [*typed.files, *attachments.keep_uploads(request.FILES.getlist("files"))]
        if typed.kind == "note":
            conversation.note(
                ticket,
                composing.words(typed),
                by=Actor.agent(request.agent),
                author_agent=request.agent,
                attachments=files,
            )
        else:
            _reply(request, ticket, typed, files)
        drafts.discard(ticket, request.agent, typed.kind)
    ticket = ticket_for(request.agent, ticket.number, to="ticket.read")
    if not wants_part(request):
        return ticket_page.page_redirect(request, ticket)
    said = _("Note added.") if typed.kind == "note" else _("Sent to %(name)s.") % {"name": ticket.requester.name}
    return ticket_page.page(request, ticket, toast=said)


def _reply(request, ticket, typed, files):
    people = composing.people(request, ticket, typed)
    then = Status.objects.usable().filter(pk=_number(request.POST.get("then"))).first()
    additions = answer_parts.chosen(request.POST, ticket, then)
    words = answer_parts.ending(composing.words(typed), additions)
    message = answering.answer(ticket, words, by=request.agent, **people, attachments=files, then=then)
    for one in additions:
        one.keep(message, request.agent)


def _schedule(request, ticket, typed):
    """Keep what was typed, to be sent at the moment chosen."""
    send_at = later.read(request.POST)
    then = Status.objects.usable().filter(pk=_number(request.POST.get("then"))).first()
    with transaction.atomic():
        scheduling.schedule(
            ticket,
            request.agent,
            composing.words(typed),
            send_at,
            **composing.people(request, ticket, typed),
            attachments=[*typed.files, *attachments.keep_uploads(request.FILES.getlist("files"))],
            then=then,
            seen_id=_number(request.POST.get("seen")),
            parts=answer_parts.typed_in(request.POST),
        )
    if not wants_part(request):
        return ticket_page.page_redirect(request, ticket)
    ticket = ticket_for(request.agent, ticket.number, to="ticket.read")
    return ticket_page.page(request, ticket, toast=_("It will be sent %(at)s.") % {"at": later.in_words(send_at)})


def _hold(request, ticket, typed, seconds):
    """Send what was typed after the seconds in which it can be taken back. What would refuse it then does so now."""
    then = Status.objects.usable().filter(pk=_number(request.POST.get("then"))).first()
    people = composing.people(request, ticket, typed)
    with transaction.atomic():
        said = scheduling.Said(
            composing.words(typed),
            attachments=[*typed.files, *attachments.keep_uploads(request.FILES.getlist("files"))],
            then=then,
            seen_id=_number(request.POST.get("seen")),
            parts=answer_parts.typed_in(request.POST),
            **people,
        )
        scheduling.require_sendable(ticket, said)
        scheduling.hold(ticket, request.agent, said, seconds)
    transaction.on_commit(lambda: attendance.tell(ticket), robust=True)
    if not wants_part(request):
        return ticket_page.page_redirect(request, ticket)
    said_words = _("Sending to %(name)s.") % {"name": ticket.requester.name}
    undo = f"/desk/tickets/{ticket.number}/schedule/"
    return ticket_page.page(request, ticket, toast=said_words, undo=undo, seconds=seconds)


def _again(request, ticket, typed, *, status, **why):
    """The composer once more, with everything that was typed and what stands in the way."""
    if refused := composing.keep_uploads(request, ticket, typed):
        why["problem"] = refused if str(why.get("problem", "")) in refused else f"{why.get('problem', '')} {refused}"
    newest = max((message.pk for message in why.get("newer", ())), default=_number(request.POST.get("seen")))
    shown = composing.values(request, ticket) | {"typed": typed, "seen": newest, **why}
    if shown["may_reply"]:
        shown["parts"] = answer_parts.controls(ticket, request.POST)
    if not wants_part(request):
        return ticket_page.page(request, ticket, status=status, **shown)
    context = ticket_page.values(request, ticket) | shown
    response = render(request, "tickets/ticket.html#composer", context, status=status)
    response["HX-Retarget"], response["HX-Reswap"] = "#composer", "outerHTML"
    return response


def _number(text):
    return int(text) if text and str(text).isdecimal() else None
