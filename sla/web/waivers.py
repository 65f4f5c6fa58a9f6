"""`/desk/missed/waivers/`: looking at what a bulk waiver would change, starting it, watching it."""

from django import forms
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from helpdesk.accounts.access import agent_required
from sla import waiving
from sla.models import BulkWaiver


class Because(forms.Form):
    because = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Kept with each promise and in the audit log, together with your name."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_POST
@agent_required("sla.waive")
def create(request):
    """First what it would change; with a reason it begins."""
    wanted = [int(pk) for pk in request.POST.getlist("clock") if pk.isdecimal() and len(pk) < 19]
    looked = waiving.preview(wanted, request.agent)
    form = Because(request.POST if "because" in request.POST else None)
    if looked.clocks and form.is_valid():
        waiver = waiving.begin(looked.clocks, by=request.agent, because=form.cleaned_data["because"])
        return HttpResponseRedirect(reverse("desk-waiver", args=[waiver.pk]), status=303)
    context = {"title": _("Waive missed promises"), "form": form, "looked": looked, "crumbs": _crumbs()}
    return render(request, "sla/waive.html", context, status=422 if form.is_bound or not looked.clocks else 200)


@require_safe
@agent_required("sla.waive")
def show(request, pk):
    waiver = get_object_or_404(BulkWaiver, pk=pk)
    total = len(waiver.clocks)
    context = {"title": _("Waiver"), "waiver": waiver, "total": total, "crumbs": _crumbs()}
    context["share"] = waiver.done / total if total else 1
    return render(request, "sla/waiver.html", context)


def _crumbs():
    return [(reverse("desk-missed"), _("Missed promises")), ("", _("Waive"))]
