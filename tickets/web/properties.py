"""What a ticket is: owner, team, status, priority, category, tags, subject, the company's own fields.

Each is a resource with a GET (a menu in the desk, a plain form without scripts) and a POST. A POST says which version
of the ticket it was made on; if somebody else changed the same thing since, it answers 409 and shows what changed.
With `back` in its address it takes a change back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Agent, Team
from helpdesk.events.actors import Actor
from helpdesk.ui.htmx import go, wants_part
from tickets import assignment, fields, lifecycle, staleness, triage
from tickets.access import ticket_for
from tickets.models import Category, Priority, Status
from tickets.web import tickets as ticket_page


@dataclass(frozen=True)
class Choice:
    """One entry of a property's menu."""

    value: object
    label: str | Promise
    icon: str = ""
    is_chosen: bool = False
    keys: str = ""


@dataclass(frozen=True)
class Property:
    """A property with a menu: what may be chosen, the action that sets it, and which column has it."""

    name: str
    title: str | Promise
    capability: str
    choices: Callable
    change: Callable
    column: str


def _agents(ticket, agent):
    able = Agent.objects.active().able_to_answer().by_name()
    me = [Choice(agent.pk, _("Me"), "mine", ticket.assignee_id == agent.pk)]
    others = [Choice(a.pk, a.name, "agent", ticket.assignee_id == a.pk) for a in able if a.pk != agent.pk]
    return [*me, Choice("none", _("Nobody"), "unassigned", ticket.assignee_id is None), *others]


def _assign(ticket, value, actor, agent):
    if value == "none":
        return assignment.unassign(ticket, by=actor)
    return assignment.assign(ticket, _one(Agent.objects.active(), value), by=actor)


def _teams(ticket, agent):
    seen = Team.objects.visible_to(agent).by_name()
    none = Choice("none", _("No team"), "unassigned", ticket.team_id is None)
    return [*(Choice(team.pk, team.name, "team", ticket.team_id == team.pk) for team in seen), none]


def _hand_over(ticket, value, actor, agent):
    seen = Team.objects.visible_to(agent)
    return assignment.hand_over(ticket, None if value == "none" else _one(seen, value), by=actor)


def _statuses(ticket, agent):
    usable = Status.objects.usable().in_order()
    return [Choice(status.pk, status.name, status.category, ticket.status_id == status.pk) for status in usable]


def _set_status(ticket, value, actor, agent):
    return lifecycle.set_status(ticket, _one(Status.objects.usable(), value), by=actor)


def _priorities(ticket, agent):
    return [Choice(int(p), p.label, "priority", ticket.priority == p) for p in reversed(Priority)]


def _set_priority(ticket, value, actor, agent):
    if value not in {str(int(priority)) for priority in Priority}:
        raise BadRequest("There is no such priority.")
    return triage.set_priority(ticket, int(value), by=actor)


def _categories(ticket, agent):
    usable = Category.objects.usable().in_order()
    none = Choice("none", _("No category"), "close", ticket.category_id is None)
    return [*(Choice(c.pk, c.path, "queue", ticket.category_id == c.pk) for c in usable), none]


def _set_category(ticket, value, actor, agent):
    category = None if value == "none" else _one(Category.objects.usable(), value)
    return triage.set_category(ticket, category, by=actor)


def _one(rows, value):
    """The row of that id among those that may be chosen: an id from elsewhere is a 404 like one that never was."""
    found = rows.filter(pk=int(value)).first() if str(value).isdecimal() and len(str(value)) < 19 else None
    if found is None:
        raise Http404
    return found


PROPERTIES = {
    each.name: each
    for each in (
        Property("assignee", gettext_lazy("Assign to"), "ticket.edit", _agents, _assign, "assignee_id"),
        Property("team", gettext_lazy("Team"), "ticket.edit", _teams, _hand_over, "team_id"),
        Property("status", gettext_lazy("Status"), "ticket.resolve", _statuses, _set_status, "status_id"),
        Property("priority", gettext_lazy("Priority"), "ticket.edit", _priorities, _set_priority, "priority"),
        Property("category", gettext_lazy("Category"), "ticket.edit", _categories, _set_category, "category_id"),
    )
}


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("ticket.read")
def choose(request, number, name):
    """The menu of one property, or its change."""
    chosen = PROPERTIES[name]
    ticket = ticket_for(request.agent, number, to=chosen.capability)
    if request.method != "POST":
        return _menu(request, ticket, chosen)
    actor, back = Actor.agent(request.agent), request.GET.get("back")
    try:
        fresh = staleness.require_fresh(ticket, version_of(request), to_change=name, by=request.agent)
        way_back = undo_of(request, fresh, name)
        changed = chosen.change(fresh, back or request.POST.get("value", ""), actor, request.agent)
        if back and name == "team" and fresh.assignee_id is None:  # nobody took it since
            _give_back_owner(changed, request.GET.get("owner", ""), actor)
    except staleness.ChangedMeanwhile as stale:
        return _menu(request, ticket, chosen, status=409, changes=stale.events, wish=request.POST.get("value"))
    except (lifecycle.TicketClosed, assignment.CannotTake, fields.MissingFields) as refused:
        return _menu(request, ticket, chosen, status=422, problem=problem_words(refused))
    if back:
        return go(request, ticket_page.address(ticket, ticket_page.queue_key(request)))
    is_new = getattr(changed, chosen.column) != getattr(ticket, chosen.column)
    return ticket_page.changed(request, ticket, toast=_("Saved."), undo=way_back if is_new else None)


def _give_back_owner(ticket, value, actor):
    """To whoever had it before it went to another team."""
    owner = Agent.objects.active().able_to_answer().filter(pk=int(value)).first() if value.isdecimal() else None
    if owner is not None:
        assignment.assign(ticket, owner, by=actor)


def undo_of(request, ticket, name) -> str:
    """Where a POST gives the property the value it has now, unless somebody else changed it until then."""
    value = getattr(ticket, PROPERTIES[name].column)
    said = {"back": "none" if value is None else value, "version": ticket.version}
    if name == "team" and ticket.assignee_id:
        said["owner"] = ticket.assignee_id  # who is not in the new team does not keep the ticket
    return f"/desk/tickets/{ticket.number}/{name}/?{urlencode(said | {'queue': ticket_page.queue_key(request)})}"


def _menu(request, ticket, chosen, *, status=200, **more):
    context = {
        "ticket": ticket,
        "property": chosen,
        "choices": chosen.choices(ticket, request.agent),
        "version": ticket.version if status == 409 else (version_of(request) or ticket.version),
        "title": chosen.title,
        "query_key": ticket_page.queue_key(request),
        **more,
    }
    return answer(request, "tickets/choose.html", context, status)


def answer(request, template, context, status):
    """A small form: a layer in the desk, a page without scripts. Errors come back into the layer."""
    response = render(request, f"{template}#form" if wants_part(request) else template, context, status=status)
    if wants_part(request) and status >= 400:
        response["HX-Retarget"], response["HX-Reswap"] = "#layer", "innerHTML"
    return response


def version_of(request) -> int | None:
    text = request.POST.get("version") or request.GET.get("version") or ""
    return int(text) if text.isdecimal() else None


def problem_words(error) -> str:
    if isinstance(error, lifecycle.TicketMerged):
        return _("This ticket was merged into another one meanwhile: the work goes on there.")
    if isinstance(error, lifecycle.TicketClosed):
        return _("The ticket is closed. Open a new one to go on.")
    return str(error)
