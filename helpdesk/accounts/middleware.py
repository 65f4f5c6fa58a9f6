"""Who of the staff is asking: `request.agent`, an active agent of the request's tenant, or None."""

from contextlib import ExitStack

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation

from helpdesk.accounts import staff_session
from helpdesk.accounts.presence import note_seen
from helpdesk.accounts.staff_session import SESSION_TENANT

__all__ = ["SESSION_TENANT", "AgentMiddleware"]


class AgentMiddleware:
    """A staff session is bound to the tenant it was opened at; carried anywhere else it is nobody."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.agent = None
        if SESSION_TENANT in request.session and staff_session.is_good(request):
            request.agent = getattr(request.user, "agent", None)
        if request.agent is None:
            request.user = AnonymousUser()
            return self.get_response(request)
        note_seen(request.agent)
        with ExitStack() as stack:
            stack.enter_context(timezone.override(request.agent.time_zone or request.tenant.time_zone))
            if request.agent.language:
                stack.enter_context(translation.override(request.agent.language))
            return self.get_response(request)
