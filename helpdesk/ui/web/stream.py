"""`/live/token/`: what a signed-in agent's pages open their stream with. An ordinary page; the stream asks nothing."""

from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from helpdesk.live.tokens import stream_token


@require_safe
@never_cache
def token(request):
    if request.agent is None:
        return JsonResponse({"detail": "Sign in first."}, status=401)
    audience = f"agent:{request.agent.pk}"
    topics = ["desk", audience]
    return JsonResponse({"token": stream_token(request.tenant.pk, audience, topics), "topics": topics})
