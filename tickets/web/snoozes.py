"""`/desk/tickets/<number>/snooze/`: putting a ticket aside, and waking it."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from tickets import lifecycle, snoozing
from tickets.access import ticket_for
from tickets.snoozing import NotSnoozed
from tickets.web import later
from tickets.web import tickets as ticket_page
from tickets.web.properties import answer, problem_words


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("ticket.edit")
def snooze(request, number):
    ticket = ticket_for(request.agent, number, to="ticket.edit")
    if request.method != "POST":
        return _menu(request, ticket)
    try:
        until, waits = _until(request.POST)
        row = snoozing.snooze(
            ticket, until, by=request.agent, reason=request.POST.get("reason", ""), waits_for_answer=waits
        )
    except (NotSnoozed, lifecycle.TicketClosed) as refused:
        return _menu(request, ticket, status=422, problem=problem_words(refused), typed=request.POST)
    said = _("Asleep until the customer answers.") if waits else _("Asleep until %s.") % later.in_words(row.until)
    return ticket_page.changed(request, ticket, toast=said, undo=f"/desk/tickets/{number}/waking/")


@require_POST
@agent_required("ticket.edit")
def wake(request, number):
    ticket = ticket_for(request.agent, number, to="ticket.edit")
    snoozing.wake(ticket, by=Actor.agent(request.agent))
    return ticket_page.changed(request, ticket, toast=_("Awake again."))


def _until(typed) -> tuple[datetime | None, bool]:
    """The moment chosen, and whether it is the customer's answer. Raises NotSnoozed where it is none."""
    text = typed.get("until") or typed.get("moment", "")
    if text == "answer":
        return None, True
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise NotSnoozed(_("Say until when.")) from error
    return (moment if moment.tzinfo else timezone.make_aware(moment)), False


def _menu(request, ticket, *, status=200, **more):
    week = timezone.localtime(clock.now() + timedelta(days=7)).replace(hour=9, minute=0, second=0, microsecond=0)
    context = {
        "ticket": ticket,
        "title": _("Snooze until"),
        "later": [*later.offers(), (week.isoformat(), f"{_('In a week')}, {later.in_words(week)}")],
        "query_key": ticket_page.queue_key(request),
        **more,
    }
    return answer(request, "tickets/snooze.html", context, status)
