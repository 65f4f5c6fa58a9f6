"""`/settings/fields/`: the company's own fields on tickets."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.ui.forms import Switch
from helpdesk.ui.settings_pages import SettingsForm, confirm_page, form_page
from tickets import custom_fields
from tickets.models import Field

MOST_CHOICES = 200


class FieldForm(SettingsForm):
    unique = "label"
    choices = forms.CharField(
        label=gettext_lazy("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One a line, for the kind “Choice”. A choice taken away stays on tickets that have it."),
    )

    class Meta:
        model = Field
        fields = ["label", "kind", "is_required_to_resolve", "is_shown_to_customer"]
        labels = {
            "label": gettext_lazy("Label"),
            "kind": gettext_lazy("Kind"),
            "is_required_to_resolve": gettext_lazy("Must be filled before a ticket is solved"),
            "is_shown_to_customer": gettext_lazy("Shown to customers"),
        }
        help_texts = {
            "kind": gettext_lazy("It cannot change later: values on tickets are of this kind."),
            "is_shown_to_customer": gettext_lazy("Asked for in the request form, and shown with their request."),
        }
        widgets = {"kind": forms.RadioSelect, "is_required_to_resolve": Switch, "is_shown_to_customer": Switch}

    field_order = ["label", "kind", "choices", "is_required_to_resolve", "is_shown_to_customer"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Field.Kind.choices
        self.initial["choices"] = "\n".join(map(str, self.instance.choices))
        if self.instance.pk:
            del self.fields["kind"]
            if self.instance.kind != Field.Kind.CHOICE:
                del self.fields["choices"]

    def clean_choices(self):
        lines = [" ".join(line.split()) for line in self.cleaned_data["choices"].splitlines()]
        return list(dict.fromkeys(line[:120] for line in lines if line))

    def clean(self):
        values = super().clean()
        kind, choices = values.get("kind", self.instance.kind), values.get("choices")
        if kind == Field.Kind.CHOICE and not choices and "choices" not in self.errors:
            self.add_error("choices", _("Write at least one choice."))
        if choices and len(choices) > MOST_CHOICES:
            self.add_error("choices", _("At most %(most)s choices.") % {"most": MOST_CHOICES})
        if choices and kind != Field.Kind.CHOICE:
            values["choices"] = []
        return values


@agent_required("settings.tickets")
def index(request):
    rows = list(Field.objects.in_order())
    return render(request, "tickets/settings/fields.html", {"title": _("Fields"), "fields": rows})


@agent_required("settings.tickets")
def create(request):
    form = FieldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        field = custom_fields.make(form.cleaned_data, by=Actor.agent(request.agent))
        return _done(request, _("%(name)s was saved.") % {"name": field.label})
    return _page(request, form, _("New field"))


@agent_required("settings.tickets")
def edit(request, pk):
    field = get_object_or_404(Field, pk=pk)
    form = FieldForm(request.POST or None, instance=get_object_or_404(Field, pk=pk))
    if request.method == "POST" and form.is_valid():
        field = custom_fields.change(field, form.cleaned_data, by=Actor.agent(request.agent))
        return _done(request, _("%(name)s was saved.") % {"name": field.label})
    off = {
        "href": reverse("settings-field-deactivate", args=[pk]),
        "label": _("Deactivate"),
        "text": _("Nobody is asked for it any more; values on tickets stay."),
    }
    lead = _("%(kind)s; the API calls it %(key)s.") % {"kind": field.get_kind_display(), "key": field.key}
    return _page(request, form, field.label, lead=lead, danger=[off] if field.is_active else [])


@require_POST
@agent_required("settings.tickets")
def place(request, pk):
    field = get_object_or_404(Field, pk=pk)
    custom_fields.move(field, up=request.POST.get("to") == "up", by=Actor.agent(request.agent))
    return HttpResponseRedirect(reverse("settings-fields"))


@agent_required("settings.tickets")
def deactivate(request, pk):
    field = get_object_or_404(Field, pk=pk)
    if request.method == "POST":
        custom_fields.set_active(field, False, by=Actor.agent(request.agent))
        return _done(request, _("%(name)s is not asked for any more.") % {"name": field.label})
    return confirm_page(
        request,
        title=_("Deactivate %(name)s?") % {"name": field.label},
        text=_("It leaves forms and tickets; values that tickets have stay and come back with it."),
        label=_("Deactivate"),
        back=reverse("settings-field", args=[pk]),
        crumbs=[(reverse("settings-fields"), _("Fields"))],
    )


@require_POST
@agent_required("settings.tickets")
def reactivate(request, pk):
    field = custom_fields.set_active(get_object_or_404(Field, pk=pk), True, by=Actor.agent(request.agent))
    return _done(request, _("%(name)s is asked for again.") % {"name": field.label})


def _page(request, form, title, **more):
    crumbs = [(reverse("settings-fields"), _("Fields"))]
    return form_page(request, form, title=title, back=reverse("settings-fields"), crumbs=crumbs, **more)


def _done(request, text):
    messages.success(request, text)
    return HttpResponseRedirect(reverse("settings-fields"))
