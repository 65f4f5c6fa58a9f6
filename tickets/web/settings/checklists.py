"""`/settings/checklists/`: what must be looked at for tickets of a sort."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.ui.forms import Switch
from helpdesk.ui.settings_pages import SettingsForm, form_page
from tickets import checklists
from tickets.models import Category, Checklist

MOST_ITEMS, LONGEST_ITEM = 50, 200


class ChecklistForm(SettingsForm):
    unique = "name"
    items = forms.CharField(
        label=gettext_lazy("Items"),
        help_text=gettext_lazy("One a line, in the order in which they are done."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    category = forms.ModelChoiceField(
        label=gettext_lazy("Put on tickets of the category"),
        help_text=gettext_lazy("Also of those below it."),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Any"),
    )

    class Meta:
        model = Checklist
        fields = ["name", "kind", "is_required"]
        labels = {
            "name": gettext_lazy("Name"),
            "kind": gettext_lazy("Put on tickets of the type"),
            "is_required": gettext_lazy("Must be done before a ticket is solved"),
        }
        help_texts = {
            "kind": gettext_lazy("Neither category nor type: only by hand, by a macro or by a rule."),
            "is_required": gettext_lazy("Agents are told which item is open; rules and time solve all the same."),
        }
        widgets = {"is_required": Switch}

    field_order = ["name", "items", "category", "kind", "is_required"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.usable().in_order()
        self.initial |= {"items": "\n".join(self.instance.items), "category": self.instance.category_id}

    def clean_items(self):
        lines = [" ".join(line.split()) for line in self.cleaned_data["items"].splitlines()]
        items = list(dict.fromkeys(line for line in lines if line))
        if len(items) > MOST_ITEMS:
            raise ValidationError(_("At most %(most)s items.") % {"most": MOST_ITEMS})
        if long := next((item for item in items if len(item) > LONGEST_ITEM), None):
            text = _("“%(item)s…” is too long: at most %(most)s characters an item.")
            raise ValidationError(text % {"item": long[:40], "most": LONGEST_ITEM})
        return items


@agent_required("settings.tickets")
def index(request):
    rows = Checklist.objects.select_related("category").order_by("-is_active", "name")
    return render(request, "tickets/settings/checklists.html", {"title": _("Checklists"), "rows": rows})


@agent_required("settings.tickets")
def create(request):
    form = ChecklistForm(request.POST or None)
    if form.is_bound and form.is_valid():
        checklists.make(form.cleaned_data, by=Actor.agent(request.agent))
        return _done(request, _("%(name)s was saved.") % {"name": form.cleaned_data["name"]})
    return _page(request, form, _("New checklist"))


@agent_required("settings.tickets")
def edit(request, pk):
    checklist = get_object_or_404(Checklist, pk=pk)
    form = ChecklistForm(request.POST or None, instance=get_object_or_404(Checklist, pk=pk))
    if form.is_bound and form.is_valid():
        checklists.change(checklist, form.cleaned_data, by=Actor.agent(request.agent))
        return _done(request, _("%(name)s was saved.") % {"name": form.cleaned_data["name"]})
    lead = _("Tickets that have it keep it as it was when it was put on them.")
    return _page(request, form, checklist.name, lead=lead)


@require_POST
@agent_required("settings.tickets")
def switch(request, pk):
    """Offer it (`to=on`), or offer it no more."""
    checklist = get_object_or_404(Checklist, pk=pk)
    is_on = request.POST.get("to") == "on"
    try:
        checklists.set_active(checklist, is_on, by=Actor.agent(request.agent))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return HttpResponseRedirect(reverse("settings-checklists"))
    said = _("%(name)s is offered again.") if is_on else _("%(name)s is not offered any more; tickets keep it.")
    return _done(request, said % {"name": checklist.name})


def _page(request, form, title, **more):
    back = reverse("settings-checklists")
    return form_page(request, form, title=title, back=back, crumbs=[(back, _("Checklists"))], **more)


def _done(request, text):
    messages.success(request, text)
    return HttpResponseRedirect(reverse("settings-checklists"))
