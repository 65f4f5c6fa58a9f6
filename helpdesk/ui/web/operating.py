"""`/operating/` at the bare domain: every part's figures for operators, the same that `/readyz` gives to programs.

Numbers over all companies and no word of any, for whoever knows the operators' token (docs/operating.md).
"""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from helpdesk.base.figures import all_figures
from helpdesk.base.operators import may_see_figures


@require_safe
@never_cache
def show(request):
    if not may_see_figures(request.headers.get("Authorization", "")):
        return _asked_who(request)
    parts = all_figures()
    alerts = [(name, text) for name, values in parts.items() for text in _alerts(values)]
    tables = [
        (name, [(key, value) for key, value in values.items() if key != "alerts"]) for name, values in parts.items()
    ]
    return render(request, "ui/operating.html", {"title": _("Operating"), "alerts": alerts, "tables": tables})


def _asked_who(request) -> HttpResponse:
    """Let the browser ask for the token; where none is set there is no page at all."""
    if not settings.OPERATORS_TOKEN:
        raise Http404
    words = _("For operators: the password is OPERATORS_TOKEN.")
    return HttpResponse(words, status=401, headers={"WWW-Authenticate": 'Basic realm="operators", charset="UTF-8"'})


def _alerts(values: dict) -> list[str]:
    """What should wake somebody; a part that cannot be read is one."""
    unread = [_("its figures cannot be read: %s") % values["error"]] if "error" in values else []
    return [*values.get("alerts", []), *unread]
