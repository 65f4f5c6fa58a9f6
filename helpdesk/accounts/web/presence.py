"""`/desk/presence/`: the switch between on duty and away, pressed by its owner."""

from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from helpdesk.accounts import presence
from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor


@require_POST
@agent_required()
def update(request):
    switch = presence.go_on_duty if request.POST.get("on_duty") == "yes" else presence.go_away
    switch(request.agent, by=Actor.agent(request.agent))
    return HttpResponseRedirect(_back(request), status=303)


def _back(request):
    referrer = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(referrer, {request.get_host()}, require_https=request.is_secure())
    return referrer if ours else "/desk/"
