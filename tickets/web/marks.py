"""Small resources of a ticket that are there or not: its solution, its spam mark, my following, my having read it."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.ui.htmx import go, wants_part, with_toast
from tickets import assignment, fields, lifecycle, queues, reading
from tickets.access import ticket_for
from tickets.channels.spam import deciding
from tickets.web import tickets as ticket_page
from tickets.web.properties import problem_words, undo_of


@require_POST
@agent_required("ticket.resolve")
def resolution(request, number):
    """Solve the ticket and go on to the next of the queue (`next`), or take the solution back (`undo`)."""
    ticket = ticket_for(request.agent, number, to="ticket.resolve")
    actor = Actor.agent(request.agent)
    try:
        if request.POST.get("undo"):
            lifecycle.reopen(ticket, by=actor)
            return ticket_page.changed(request, ticket, toast=_("Open again."))
        way_back = undo_of(request, ticket, "status")
        following = _next(request, ticket) if request.POST.get("next") else None
        lifecycle.resolve(ticket, by=actor)
    except (lifecycle.TicketClosed, fields.MissingFields) as refused:
        return _refused(request, ticket, problem_words(refused))
    if following is None:
        return ticket_page.changed(request, ticket, toast=_("Solved."), undo=way_back)
    return _on_to(request, following, _("Solved. This is the next one."), way_back)


@require_POST
@agent_required("ticket.spam")
def spam(request, number):
    """Spam, or not (`undo`); with `sender` whoever wrote it is blocked, or always let in, from now on."""
    ticket = ticket_for(request.agent, number, to="ticket.spam")
    actor, lists_sender = Actor.agent(request.agent), bool(request.POST.get("sender"))
    try:
        if request.POST.get("undo"):
            deciding.release(ticket, by=actor, allows_sender=lists_sender)
            words = _("Restored; the sender is always let in now.") if lists_sender else _("Restored.")
            return ticket_page.changed(request, ticket, toast=words)
        deciding.take_for_spam(ticket, by=actor, blocks_sender=lists_sender)
    except ValidationError as error:
        return _refused(request, ticket, " ".join(error.messages))
    words = _("Marked as spam; the sender is blocked now.") if lists_sender else _("Marked as spam.")
    return ticket_page.changed(request, ticket, toast=words)


@require_POST
@agent_required("ticket.follow")
def following(request, number):
    ticket = ticket_for(request.agent, number, to="ticket.follow")
    change = assignment.unfollow if request.POST.get("undo") else assignment.follow
    change(ticket, request.agent, by=Actor.agent(request.agent))
    words = _("You no longer follow this ticket.") if request.POST.get("undo") else _("You follow this ticket.")
    return ticket_page.changed(request, ticket, toast=words)


@require_POST
@agent_required("ticket.take")
def taking(request, number):
    """Make the ticket mine."""
    ticket = ticket_for(request.agent, number, to="ticket.take")
    way_back = undo_of(request, ticket, "assignee")
    try:
        lifecycle.require_unmerged(ticket)
    except lifecycle.TicketMerged as merged:
        return ticket_page.changed(request, ticket, toast=problem_words(merged))
    assignment.assign(ticket, request.agent, by=Actor.agent(request.agent))
    return ticket_page.changed(request, ticket, toast=_("It is yours."), undo=way_back)


@require_POST
@agent_required("ticket.read")
def unread(request, number):
    """Leave it bold for later and go back to the list."""
    ticket = ticket_for(request.agent, number, to="ticket.read")
    reading.mark_unread(ticket, request.agent)
    return go(request, f"/desk/queues/{ticket_page.queue_key(request) or 'mine'}/")


def _next(request, ticket):
    """The ticket after this one in the queue the agent came from, the most urgent first."""
    queue = queues.queue_for(request.agent, ticket_page.queue_key(request) or "mine")
    if queue is None:
        return None
    waiting = queue.tickets(request.agent).open().exclude(pk=ticket.pk)
    ordered = waiting.most_urgent_first() if queue.order == "due" else waiting.newest_activity_first()
    return ordered.first()


def _on_to(request, ticket, words, way_back):
    where = ticket_page.address(ticket, ticket_page.queue_key(request))
    if not wants_part(request):
        return redirect(where)
    reading.mark_read(ticket, request.agent)
    following = ticket_for(request.agent, ticket.number, to="ticket.read")
    response = ticket_page.page(request, following, toast=words, undo=way_back)
    response["HX-Retarget"], response["HX-Reswap"], response["HX-Push-Url"] = "#main", "innerHTML", where
    return response


def _refused(request, ticket, words):
    if wants_part(request):
        response = HttpResponse(status=422)
        response["HX-Reswap"] = "none"
        return with_toast(response, words, tone="late")
    return ticket_page.page(request, ticket, status=422, problem=words)
