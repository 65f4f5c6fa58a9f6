"""`/desk/selection/`: the same small change for each ticket picked in a list."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.permissions import allow
from helpdesk.events.actors import Actor
from tickets import assignment, fields, lifecycle
from tickets.models import Ticket

MOST_AT_ONCE = 200
CHANGES = {
    "take": ("ticket.take", lambda ticket, agent, actor: assignment.assign(ticket, agent, by=actor)),
    "resolve": ("ticket.resolve", lambda ticket, agent, actor: lifecycle.resolve(ticket, by=actor)),
    "spam": ("ticket.spam", lambda ticket, agent, actor: lifecycle.mark_spam(ticket, by=actor)),
    "restore": ("ticket.spam", lambda ticket, agent, actor: lifecycle.restore(ticket, by=actor)),
}


@require_POST
@agent_required()
def update(request):
    """Change each picked ticket the agent sees; one that refuses (closed, fields missing) leaves the others changed."""
    if request.POST.get("change") not in CHANGES:
        raise BadRequest("There is no such change.")
    capability, change = CHANGES[request.POST["change"]]
    if not allow(request.agent, capability):
        raise PermissionDenied
    numbers = [int(n) for n in request.POST.getlist("ticket") if n.isdecimal()][:MOST_AT_ONCE]
    changed, refused = 0, []
    # in id order: two agents who pick the same tickets wait for each other instead of blocking one another for ever
    for ticket in Ticket.objects.visible_to(request.agent).filter(number__in=numbers).order_by("id"):
        try:
            with transaction.atomic():
                change(ticket, request.agent, Actor.agent(request.agent))
            changed += 1
        except (lifecycle.TicketClosed, fields.MissingFields, assignment.CannotTake) as error:
            refused.append(f"{ticket.number}: {error or _('it is closed')}")
    _tell(request, changed, refused)
    key = request.POST.get("queue", "mine")
    return redirect(f"/desk/queues/{key if key.replace('-', '').isalnum() else 'mine'}/")


def _tell(request, changed, refused):
    if changed:
        words = ngettext("%(count)s ticket changed.", "%(count)s tickets changed.", changed) % {"count": changed}
        messages.success(request, words)
    for words in refused[:5]:
        messages.warning(request, words)
