"""`/operating/` at the bare domain: every part's figures for operators, the same that `/readyz` gives to programs.

Numbers over all companies and no word of any. Where `/readyz` is kept from strangers, this is kept from them as well
(docs/operating.md).
"""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from helpdesk.base.figures import all_figures


@require_safe
@never_cache
def show(request):
    parts = all_figures()
    alerts = [(name, text) for name, values in parts.items() for text in _alerts(values)]
    tables = [
        (name, [(key, value) for key, value in values.items() if key != "alerts"]) for name, values in parts.items()
    ]
    return render(request, "ui/operating.html", {"title": _("Operating"), "alerts": alerts, "tables": tables})


def _alerts(values: dict) -> list[str]:
    """What should wake somebody; a part that cannot be read is one."""
    unread = [_("its figures cannot be read: %s") % values["error"]] if "error" in values else []
    return [*values.get("alerts", []), *unread]
