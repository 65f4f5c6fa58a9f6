"""`/desk/tickets/<number>/checklists/`: what is to be looked at on a ticket; ticked off, added, taken away."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from tickets import checklists
from tickets.access import ticket_for
from tickets.models import Checklist, TicketChecklist
from tickets.numbering import reference
from tickets.web import tickets as ticket_page
from tickets.web.merging import frame


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("ticket.edit")
def show(request, number):
    """GET offers what can be added. POST does one of: tick, open (an item's position), add, remove (an id)."""
    ticket = ticket_for(request.agent, number, to="ticket.edit")
    if request.method == "POST":
        return ticket_page.changed(request, ticket, toast=_do(request, ticket))
    rows = checklists.of(ticket)
    there = {row.name for row in rows}
    offered = [each for each in checklists.usable() if each.name not in there]
    values = {"rows": rows, "offered": offered}
    return render(request, "tickets/checklists.html", frame(ticket, _("Checklists of %s") % reference(ticket)) | values)


def _do(request, ticket) -> str:
    actor = Actor.agent(request.agent)
    if "add" in request.POST:
        checklist = get_object_or_404(Checklist.objects.usable(), pk=_number(request.POST["add"]))
        return _("%(name)s was added.") % {"name": checklists.add(ticket, checklist, by=actor).name}
    rows = TicketChecklist.objects.filter(ticket=ticket)
    if "remove" in request.POST:
        row = get_object_or_404(rows, pk=_number(request.POST["remove"]))
        checklists.remove(row, by=actor)
        return _("%(name)s was taken away.") % {"name": row.name}
    row = get_object_or_404(rows, pk=_number(request.POST.get("checklist")))
    position = _number(request.POST.get("tick", request.POST.get("open")))
    try:
        checklists.tick(row, position, done="tick" in request.POST, by=actor)
    except checklists.ItemChanged as refused:
        return str(refused)
    return _("Ticked off.") if "tick" in request.POST else _("Open again.")


def _number(text) -> int:
    if not str(text or "").isdecimal() or len(text) > 18:
        raise Http404
    return int(text)
