"""`/desk/notices/devices/`: browsers that are told while they are closed, and what their worker asks for."""

import json

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.notices import pushing
from helpdesk.notices.models import Notice
from helpdesk.tenancy.context import current_tenant

WORKER = """// A push carries nothing: what it is about is asked for here, under the session of whoever is signed in.
self.addEventListener("push", event => event.waitUntil(show()))
self.addEventListener("notificationclick", event => {
  event.notification.close()
  event.waitUntil(self.clients.openWindow(event.notification.data))
})

async function show() {
  const wish = { headers: { Accept: "application/json" }, redirect: "manual" }
  const answer = await fetch("newest/", wish).catch(() => null)
  const newest = answer?.ok ? await answer.json() : %(unknown)s
  await self.registration.showNotification(newest.title, { body: newest.text, tag: newest.tag, data: newest.path })
}
"""


@require_safe
@agent_required()
def worker(request):
    """The script the browser keeps. It lives below /desk/notices/ and sees no other page."""
    unknown = {"title": current_tenant().name, "text": _("Something new"), "tag": "new", "path": reverse("notices")}
    return HttpResponse(WORKER % {"unknown": json.dumps(unknown)}, content_type="text/javascript")


@require_safe
@agent_required()
def newest(request):
    """The newest unread notice, for the worker to show."""
    notice = Notice.objects.to(request.agent).unread().shown().order_by("-created_at", "-id").first()
    shown = {"title": current_tenant().name, "text": _("Nothing new"), "tag": "new", "path": reverse("notices")}
    if notice is not None:
        shown |= {"text": notice.text, "tag": f"notice-{notice.pk}", "path": notice.path}
    return JsonResponse(shown, headers={"Cache-Control": "no-store"})


@require_POST
@agent_required()
def update(request):
    """Add the browser at `endpoint`, or take one away (`remove`)."""
    if request.POST.get("remove", "").isdecimal():
        pushing.remove(request.agent, int(request.POST["remove"][:18]))
        messages.success(request, _("That browser is told no more."))
    else:
        try:
            pushing.add(request.agent, request.POST.get("endpoint", ""), _name(request))
            messages.success(request, _("This browser is told from now on."))
        except pushing.DeviceRefused as refused:
            messages.error(request, str(refused))
    return HttpResponseRedirect(reverse("notices"), status=303)


def _name(request) -> str:
    """Which browser, as far as it says: “Firefox on Linux”."""
    says = request.headers.get("User-Agent", "")
    browser = next((name for name in ("Edg", "Firefox", "Chrome", "Safari") if name in says), "")
    system = next((name for name in ("Windows", "Android", "iPhone", "Mac OS", "Linux") if name in says), "")
    known = {"Edg": "Edge"}.get(browser, browser)
    return _("%(browser)s on %(system)s") % {"browser": known or _("A browser"), "system": system or "?"}
