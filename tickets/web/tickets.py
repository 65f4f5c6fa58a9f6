"""`/desk/tickets/<number>/`: one ticket, its conversation, its composer; the columns beside it come as parts."""

from urllib.parse import parse_qs, urlsplit

from django.contrib import messages
from django.db.transaction import non_atomic_requests
from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.permissions import allow
from helpdesk.base import clock
from helpdesk.tenancy.context import current_tenant
from helpdesk.ui.htmx import go, render_part, wants_part, with_toast
from tickets import beside, checklists, claims, merging, panels, queues, reading, snoozing, ticking, undoing
from tickets.access import ticket_for
from tickets.channels.spam import deciding
from tickets.models import Ticket
from tickets.numbering import reference
from tickets.web import composing, endings, timeline
from tickets.web.rail import rail
from tickets.web.rows import NO_CHIP, due_chip

CAPABILITIES = (
    "ticket.reply",
    "ticket.note",
    "ticket.edit",
    "ticket.resolve",
    "ticket.spam",
    "ticket.take",
    "ticket.follow",
)
ON_THE_PAGE = ("requester", "status", "assignee")
COLUMNS = (*(field.name for field in Ticket._meta.concrete_fields), *(f"{other}__name" for other in ON_THE_PAGE))


# Nothing here is undone apart from the rest of the request: the savepoint of ATOMIC_REQUESTS has no use.
@non_atomic_requests
@require_safe
@agent_required("ticket.read")
def show(request, number):
    return page(request, _read(request, number))


@require_safe
@agent_required("ticket.read")
def news(request, number):
    """Head and timeline, asked for again when the ticket changed; the composer stays as it is.

    Where an answer was held when the page was drawn (`held`), the composer comes back once it is sent, and the column
    beside the ticket tells of it.
    """
    try:
        ticket = _read(request, number)
    except Http404:
        if not Ticket.objects.filter(number=number).exists():
            raise
        return endings.lost(request, number)
    shown = values(request, ticket)
    if "held" in request.GET:
        shown |= composing.values(request, ticket)
        shown["renews_composer"] = shown["renews_context"] = shown["held"] is None
    return render(request, "tickets/ticket.html#news", shown)


@non_atomic_requests
@require_safe
@agent_required("ticket.read")
def context(request, number):
    """The column beside the ticket: a panel from each part of the product that has something to say."""
    tickets = beside.tickets_with_surroundings(request.agent)
    ticket = ticket_for(request.agent, number, to="ticket.read", among=tickets)
    shown = _drawn(request, ticket, panels.panels_for(ticket, request.agent))
    return render(request, "tickets/ticket.html#context_panels", {"panels": shown, "ticket": ticket})


@non_atomic_requests
@require_safe
@agent_required("ticket.read")
def reasons(request, number):
    """Why the ticket has its policy, its owner and what rules gave it: asked for where somebody unfolds it."""
    ticket = ticket_for(request.agent, number, to="ticket.read")
    shown = _drawn(request, ticket, panels.reasons_for(ticket, request.agent))
    return render(request, "tickets/ticket.html#reasons", {"panels": shown, "ticket": ticket})


def _drawn(request, ticket, found) -> list[str]:
    around = {"ticket": ticket, "agent": request.agent}
    return [render_to_string(panel.template, data | around, request) for panel, data in found]


def page(request, ticket, *, status=200, toast=None, undo=None, seconds=None, **more):
    """The ticket as a page, or as the pane of an open desk; `more` goes to its template."""
    shown = values(request, ticket) | composing.values(request, ticket) | more
    if wants_part(request):
        shown["is_part"] = True
    else:
        shown |= rail(request.agent, shown["queue"])
    response = render_part(request, "tickets/ticket.html", shown, part="pane", status=status)
    return with_toast(response, toast, undo=undo, seconds=seconds) if toast else response


def changed(request, ticket, *, toast=None, undo=None):
    """The answer to a small change: head, timeline and context anew. A plain form goes back to the ticket."""
    if not is_seen(request, ticket):
        return left(request, ticket)
    if not wants_part(request):
        return page_redirect(request, ticket)
    ticket = _read(request, ticket.number)
    response = render(request, "tickets/ticket.html#news", values(request, ticket) | {"renews_context": True})
    return with_toast(response, toast, undo=undo) if toast else response


def is_seen(request, ticket) -> bool:
    """Whether the agent still sees the ticket, after what it just did."""
    return Ticket.objects.visible_to(request.agent).filter(pk=ticket.pk).exists()


def left(request, ticket):
    """To the list the agent came from: the ticket is not there for it any more."""
    messages.info(request, _("%s went where you do not see it.") % reference(ticket))
    return go(request, f"/desk/queues/{queue_key(request) or 'mine'}/")


def _read(request, number):
    """The ticket with what its page shows, marked as read."""
    tickets = Ticket.objects.select_related(*ON_THE_PAGE).only(*COLUMNS).with_read_mark(request.agent)
    ticket = ticket_for(request.agent, number, to="ticket.read", among=checklists.with_checklists(tickets))
    reading.mark_read(ticket, request.agent, read_at=ticket.read_at)
    return ticket


def page_redirect(request, ticket):
    return go(request, address(ticket, queue_key(request)))


def address(ticket, key=""):
    return f"/desk/tickets/{ticket.number}/" + (f"?queue={key}" if key else "")


def queue_key(request) -> str:
    """The queue the agent came from, carried along in addresses and forms."""
    key = request.POST.get("queue") or request.GET.get("queue") or ""
    return key if key.replace("-", "").isalnum() else ""


def _asked(request, ticket) -> dict[str, list[str]]:
    """What of the conversation is asked for: all of a long one (`whole`), the pictures of a message (`images`). What
    renews a part of the page keeps what its address says."""
    page = urlsplit(request.htmx.current_url or "")
    asked = parse_qs(page.query, keep_blank_values=True) if page.path == f"/desk/tickets/{ticket.number}/" else {}
    for name in ("whole", "images"):
        if name in request.GET:
            asked[name] = [*asked.get(name, []), *request.GET.getlist(name)]
    return asked


def _end_of(request, ticket) -> dict:
    """Which ticket this one was merged into, as far as the agent may know, and whether that can be undone."""
    seen = Ticket.objects.visible_to(request.agent).filter(pk=ticket.merged_into_id).first()
    merge = merging.standing(ticket)
    return {
        "seen": seen,
        "name": reference(seen) if seen else "",
        "by": merge.by_name if merge else "",
        "may_undo": bool(merge and seen and undoing.is_undoable(merge) and allow(request.agent, "ticket.edit")),
    }


def values(request, ticket) -> dict:
    """What head and timeline show."""
    asked = _asked(request, ticket)
    images = [int(pk) for pk in asked.get("images", ()) if pk.isdecimal()]
    entries, newest, of_others = timeline.entries(ticket, request.agent, whole="whole" in asked, images_of=images)
    now = timezone.localtime(clock.now())
    key = queue_key(request)
    ended_in = _end_of(request, ticket) if ticket.merged_into_id else None
    return {
        "ticket": ticket,
        "name": f"{current_tenant().ticket_prefix}-{ticket.number}",
        "base": f"/desk/tickets/{ticket.number}/",
        "query": f"?queue={key}" if key else "",
        "query_images": f"?{'whole&' if 'whole' in asked else ''}{f'queue={key}&' if key else ''}images=",
        "query_whole": f"?whole&queue={key}" if key else "?whole",
        "entries": entries,
        "newest": newest,
        "newest_of_others": of_others,
        # What ended in another ticket is only read: the work goes on there.
        "may": {name.split(".")[1]: not ended_in and allow(request.agent, name) for name in CAPABILITIES},
        "may_trust_for_all": allow(request.agent, "settings.mail"),
        "ended_in": ended_in,
        "claim": claims.of(ticket, request.agent),
        "snooze": snoozing.of(ticket),
        "suspicion": deciding.suspicion_of(ticket),
        "is_mine": ticket.assignee_id == request.agent.pk,
        "checklist": checklists.progress_of(ticket),
        "due": due_chip(ticket, now, ticking.hours()) if ticket.is_open else NO_CHIP,
        "queue": queues.queue_for(request.agent, key) if key else None,
        "title": ticket.subject,
    }
