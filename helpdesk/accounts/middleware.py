"""Who of the staff is asking: `request.agent`, an active agent of the request's tenant, or None."""

from django.utils import timezone

from helpdesk.accounts.models import Agent

SESSION_TENANT = "tenant_id"


class AgentMiddleware:
    """A staff session is bound to the tenant it was opened at; carried anywhere else it is nobody."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.agent = None
        at_home = request.tenant is not None and request.session.get(SESSION_TENANT) == request.tenant.pk
        if at_home and request.user.is_authenticated:
            request.agent = Agent.objects.active().select_related("user").filter(user=request.user).first()
        if request.agent is not None and request.agent.time_zone:
            with timezone.override(request.agent.time_zone):
                return self.get_response(request)
        return self.get_response(request)
