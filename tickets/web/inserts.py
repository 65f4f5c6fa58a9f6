"""`/desk/tickets/<number>/inserts/`: what the composer offers behind a `/` (macros, articles) or an `@`."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Agent
from tickets import inserts
from tickets.access import ticket_for
from tickets.models import Macro
from tickets.models.visibility import those_who_may_join
from tickets.web.macros import preview_rows

MOST_MACROS = 8
MOST_COLLEAGUES = 8


@require_safe
@agent_required("ticket.note")
def index(request, number):
    """Options for a listbox; `sign` says which, `wish` what was typed behind it."""
    ticket = ticket_for(request.agent, number, to="ticket.note")
    wish = request.GET.get("wish", "").strip()[:80]
    if request.GET.get("sign") == "@":
        return render(request, "tickets/inserts.html", {"colleagues": _colleagues(ticket, wish, request.agent)})
    usable = Macro.objects.usable_by(request.agent).by_name().distinct()
    fitting = [macro for macro in usable if _fits(wish, macro.name)][:MOST_MACROS]
    shown = {"rows": preview_rows(fitting, ticket, request.agent), "articles": inserts.offered(ticket, wish)}
    return render(request, "tickets/inserts.html", shown | {"ticket": ticket})


def _colleagues(ticket, wish, agent):
    """Those who see the ticket, or may be called into it: nobody else is told of it."""
    active = Agent.objects.active().exclude(pk=agent.pk).by_name()
    fitting = [one for one in those_who_may_join(ticket, active) if _fits(wish, one.name)]
    return fitting[:MOST_COLLEAGUES]


def _fits(wish: str, name: str) -> bool:
    """Each word of the wish begins a word of the name, or its letters stand in it in this order (`rfnd`: refund)."""
    wish, name = wish.casefold(), name.casefold()
    if all(any(word.startswith(part) for word in name.split()) for part in wish.split()):
        return True
    letters = iter(name)
    return len(wish) > 2 and all(letter in letters for letter in wish if letter != " ")
