"""`/desk/presence/`: on duty or away."""

from django.contrib import messages
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from helpdesk.accounts import presence
from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.ui.htmx import go


@require_POST
@agent_required()
def update(request):
    switch = presence.go_on_duty if request.POST.get("on_duty") == "yes" else presence.go_away
    try:
        switch(request.agent, by=Actor.agent(request.agent))
    except presence.OnLeave as refused:
        messages.error(request, str(refused))
    referrer = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(referrer, {request.get_host()}, require_https=request.is_secure())
    return go(request, referrer if ours else "/desk/")
