"""The composer cannot send: its ticket went away, or another answer waits there. What happened, where the text is."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from helpdesk.accounts.permissions import allow
from helpdesk.ui.htmx import wants_part
from tickets import drafts
from tickets.models import Ticket
from tickets.numbering import reference

GONE = 410  # of a part; a page answers 404, as for any that is not there


def gone(request):
    """It was deleted, or belongs to a team the agent is not in: nothing was sent, the text stays on the page."""
    return _answer(request, {"what": _("Nothing was sent: this ticket is not there for you any more.")})


def lost(request, number):
    """An open page asks for news of a ticket its reader does not see any more: what was read goes, what was being
    written stays, with words about it."""
    return render(request, "tickets/lost.html", {"number": number}, status=GONE)


def merged(request, ticket, typed):
    """It goes on in another ticket: the text is kept there as a draft, where the agent may see that one."""
    into = Ticket.objects.visible_to(request.agent).filter(pk=ticket.merged_into_id, deleted_at=None).first()
    if into is None:
        return _answer(request, {"what": _("Nothing was sent: this ticket was merged into one that you may not see.")})
    is_taken = _take_along(request.agent, into, typed)
    what = _("Nothing was sent: this ticket was merged into %(name)s meanwhile.") % {"name": reference(into)}
    return _answer(request, {"what": what, "into": into, "name": reference(into), "is_taken": is_taken})


def waits(request, ticket):
    """An answer of the agent's waits here to leave: another one is not sent in its place, and stays on the page."""
    what = _("Nothing was sent: another answer of yours waits here to leave. Take that one back first.")
    return _answer(request, {"what": what, "here": f"/desk/tickets/{ticket.number}/"}, status=409, page_status=409)


def _take_along(agent, into, typed) -> bool:
    """Keep the text as a draft on the other ticket; never over one that waits there already."""
    kind = typed.kind if allow(agent, "ticket.reply", into) and not into.is_closed else "note"
    if kind in drafts.drafts_of(into, agent):
        return False
    return drafts.save(into, agent, kind, text=typed.text, html=typed.html) is not None


def _answer(request, says, *, status=GONE, page_status=404):
    """Into the composer, which keeps what was typed; without scripts a page that shows it once more."""
    says["typed"] = request.POST.get("text", "")
    template = "tickets/ended.html" + ("#says" if wants_part(request) else "")
    response = render(request, template, says, status=status if wants_part(request) else page_status)
    if wants_part(request):
        response["HX-Retarget"], response["HX-Reswap"] = "#composer-says", "innerHTML"
    return response
