"""`/desk/tickets/<number>/macros/`: prepared answers for this ticket, each with what it would do before it does it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.permissions import allow
from helpdesk.base.html import text_to_html
from helpdesk.ui.htmx import go, wants_part
from tickets import drafts, fields, lifecycle
from tickets.access import ticket_for
from tickets.assignment import CannotTake
from tickets.automation import macros
from tickets.automation.conditions.offers import names_read_together
from tickets.models import Draft, Macro
from tickets.web import composing
from tickets.web import tickets as ticket_page
from tickets.web.properties import answer, problem_words


@require_safe
@agent_required("ticket.note")
def index(request, number):
    """The macros this agent may use here, with their words filled in: a menu in the desk, a page without scripts."""
    return _offer(request, ticket_for(request.agent, number, to="ticket.note"))


@require_POST
@agent_required("ticket.note")
def use(request, number, macro_id):
    """Make the macro's changes and put its words into the agent's draft, below what stands there."""
    ticket = ticket_for(request.agent, number, to="ticket.note")
    macro = get_object_or_404(Macro.objects.usable_by(request.agent), pk=macro_id)
    there = ticket_page.address(ticket, ticket_page.queue_key(request))
    try:
        done = macros.apply(macro, ticket, by=request.agent)
    except (lifecycle.TicketClosed, fields.MissingFields, CannotTake) as refused:
        if wants_part(request):
            return _offer(request, ticket, status=422, problem=problem_words(refused))
        messages.error(request, problem_words(refused))
        return go(request, there)
    _add_to_draft(request, ticket, done)
    if not ticket_page.is_seen(request, ticket):  # the macro gave it to others: what it changed stays
        return ticket_page.left(request, ticket)
    if not wants_part(request):
        return go(request, there)
    ticket = ticket_for(request.agent, number, to="ticket.read")
    toast = " ".join([_("“%(name)s” is filled in.") % {"name": macro.name}, *done.broken])
    return ticket_page.page(request, ticket, toast=toast)


def _offer(request, ticket, *, status=200, problem=""):
    rows = preview_rows(Macro.objects.usable_by(request.agent).by_name().distinct(), ticket, request.agent)
    context = {"title": _("Macros"), "ticket": ticket, "rows": rows, "problem": problem}
    return answer(request, "tickets/macros.html", context | {"query_key": ticket_page.queue_key(request)}, status)


def preview_rows(usable, ticket, agent) -> list[dict]:
    """Macros with what each would do to the ticket."""
    with names_read_together(one for macro in usable for one in macros.speaks_of(macro.changes)):
        return [{"macro": macro, "preview": macros.preview(macro, ticket, agent)} for macro in usable]


def _add_to_draft(request, ticket, done):
    """Behind what stands in the composer (sent along by the open page), else behind the kept draft of that kind."""
    may_reply = allow(request.agent, "ticket.reply") and not ticket.is_closed
    kind = Draft.Kind.REPLY if may_reply and not done.is_note else Draft.Kind.NOTE
    draft = drafts.drafts_of(ticket, request.agent).get(kind)
    before, beside = (draft.html, {"cc": draft.cc, "bcc": draft.bcc, "parts": draft.parts}) if draft else ("", {})
    typed = composing.typed_in(request, ticket)
    if typed.text or typed.html:
        if typed.kind == kind:
            before = typed.html or text_to_html(typed.text)
            beside = composing.beside_words(request, ticket, kind)
        else:
            beside_typed = composing.beside_words(request, ticket, typed.kind)
            drafts.save(ticket, request.agent, typed.kind, text=typed.text, html=typed.html, **beside_typed)
    if done.text or before:
        drafts.save(ticket, request.agent, kind, html=before + text_to_html(done.text), **beside)
