"""`/desk/tickets/<number>/privacy/`: who sees the ticket; make it private, let somebody in, open it again."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Agent
from helpdesk.events.actors import Actor
from helpdesk.ui.htmx import go
from tickets import assignment, privacy
from tickets.access import ticket_for
from tickets.models.visibility import those_who_see
from tickets.numbering import reference
from tickets.web import tickets as ticket_page
from tickets.web.merging import frame


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("ticket.edit")
def show(request, number):
    """GET shows the circle. POST does one of: private, public, let_in or send_away (an agent's id)."""
    ticket = ticket_for(request.agent, number, to="ticket.edit")
    if request.method == "POST":
        messages.success(request, _do(request, ticket))
        return _back(request, ticket)
    values = {
        "insiders": privacy.insiders(ticket) if ticket.is_private else (),
        "outsiders": privacy.outsiders(ticket) if ticket.is_private else (),
    }
    return render(request, "tickets/privacy.html", frame(ticket, _("Who sees %s") % reference(ticket)) | values)


def _do(request, ticket) -> str:
    actor, name = Actor.agent(request.agent), reference(ticket)
    if "private" in request.POST:
        privacy.make_private(ticket, by=request.agent)
        return _("%(name)s is private now.") % {"name": name}
    if "public" in request.POST:
        privacy.make_public(ticket, by=actor)
        return _("Everybody sees %(name)s again whom its team lets in.") % {"name": name}
    if "let_in" in request.POST:
        agent = _one(privacy.outsiders(ticket), request.POST["let_in"])
        assignment.follow(ticket, agent, by=actor)
        return _("%(agent)s sees %(name)s now.") % {"agent": agent.name, "name": name}
    followers = Agent.objects.filter(pk__in=ticket.followers.values("agent"))
    agent = _one(followers, request.POST.get("send_away", ""))
    assignment.unfollow(ticket, agent, by=actor)
    return _("%(agent)s no longer follows %(name)s.") % {"agent": agent.name, "name": name}


def _one(agents, text: str) -> Agent:
    """The agent of that id among these. Raises Http404."""
    found = next((agent for agent in agents if str(agent.pk) == text), None)
    if found is None:
        raise Http404
    return found


def _back(request, ticket):
    """To the page again; whoever took themselves out sees the ticket no more."""
    ticket.refresh_from_db()
    still = those_who_see(ticket, [request.agent])
    return go(request, request.path if still else f"/desk/queues/{ticket_page.queue_key(request) or 'mine'}/")
