"""Below `/settings/staffing/`: a manager's word on leave that is asked for, and whether it needs one."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.ui.forms import Switch
from helpdesk.ui.settings_pages import form_page
from sla.models import Leave
from sla.staffing import leaving


class RulesForm(forms.Form):
    leave_needs_word = forms.BooleanField(
        label=gettext_lazy("Leave needs a manager's word"),
        help_text=gettext_lazy(
            "Off: agents enter their own leave. On: they ask, and a manager or administrator grants it here."
        ),
        required=False,
        widget=Switch,
    )


@require_POST
@agent_required("leave.grant")
def decide(request, pk):
    """Grant or refuse: `decision` says which."""
    leave = get_object_or_404(Leave.objects.select_related("agent", "deputy"), pk=pk)
    granted, because = request.POST.get("decision") == "granted", request.POST.get("because", "").strip()
    words = {"name": leave.agent.name, "leave": leaving.in_words(leave)}
    try:
        if not granted and not because:
            raise leaving.NotYours(_("Say why you refuse it: %(name)s reads it.") % words)
        leaving.decide(leave, granted=granted, because=because, by=request.agent)
    except leaving.NotYours as refused:
        messages.error(request, str(refused))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        said = _("Granted to %(name)s: %(leave)s.") if granted else _("Refused to %(name)s: %(leave)s.")
        messages.success(request, said % words)
    return HttpResponseRedirect(reverse("settings-staffing"))


@agent_required("settings.people")
def rules(request):
    form = RulesForm(request.POST or None, initial={"leave_needs_word": leaving.needs_word()})
    if request.method == "POST" and form.is_valid():
        leaving.set_rules(**form.cleaned_data, by=Actor.agent(request.agent))
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("settings-staffing"))
    crumbs = [(reverse("settings-staffing"), _("Staffing"))]
    return form_page(request, form, title=_("Who enters leave"), back=reverse("settings-staffing"), crumbs=crumbs)
