"""`/desk/tickets/<number>/macros/`: prepared answers for this ticket, each with what it would do before it does it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.permissions import allow
from helpdesk.base.html import text_to_html
from helpdesk.ui.htmx import go
from tickets import drafts, fields, lifecycle
from tickets.access import ticket_for
from tickets.assignment import CannotTake
from tickets.automation import macros
from tickets.models import Draft, Macro
from tickets.web.properties import problem_words


@require_safe
@agent_required("ticket.note")
def index(request, number):
    """The macros this agent may use here, with their words filled in: a menu in the desk, a page without scripts."""
    ticket = ticket_for(request.agent, number, to="ticket.note")
    usable = Macro.objects.usable_by(request.agent).by_name()
    rows = [{"macro": macro, "preview": macros.preview(macro, ticket, request.agent)} for macro in usable]
    context = {"title": _("Macros"), "ticket": ticket, "rows": rows, "query_key": request.GET.get("queue", "")}
    return render(request, "tickets/macros.html", context)


@require_POST
@agent_required("ticket.note")
def use(request, number, macro_id):
    """Make the macro's changes and put its words into the agent's draft, below what stands there."""
    ticket = ticket_for(request.agent, number, to="ticket.note")
    macro = get_object_or_404(Macro.objects.usable_by(request.agent), pk=macro_id)
    there = f"/desk/tickets/{ticket.number}/"
    try:
        done = macros.apply(macro, ticket, by=request.agent)
    except (lifecycle.TicketClosed, fields.MissingFields, CannotTake) as refused:
        messages.error(request, problem_words(refused))
        return go(request, there)
    _add_to_draft(ticket, request.agent, done)
    return go(request, there)


def _add_to_draft(ticket, agent, done):
    if not done.text:
        return
    may_reply = allow(agent, "ticket.reply") and not ticket.is_closed
    kind = Draft.Kind.REPLY if may_reply and not done.is_note else Draft.Kind.NOTE
    draft = drafts.drafts_of(ticket, agent).get(kind)
    before, copies = (draft.html, draft.cc) if draft else ("", [])
    drafts.save(ticket, agent, kind, html=before + text_to_html(done.text), cc=copies)
