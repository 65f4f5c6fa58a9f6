"""`/settings/fields/`: the company's own fields on tickets, customers and organisations."""

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
OF_TICKETS = ("is_required_to_resolve", "is_shown_to_customer")


class FieldForm(SettingsForm):
    choices = forms.CharField(
        label=gettext_lazy("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One a line, for the kind “Choice”. A choice taken away stays where it was chosen."),
    )

    class Meta:
        model = Field
        fields = ["belongs_to", "label", "kind", "is_required_to_resolve", "is_shown_to_customer"]
        labels = {
            "belongs_to": gettext_lazy("Field of"),
            "label": gettext_lazy("Label"),
            "kind": gettext_lazy("Kind"),
            "is_required_to_resolve": gettext_lazy("Must be filled before a ticket is solved"),
            "is_shown_to_customer": gettext_lazy("Shown to customers"),
        }
        help_texts = {
            "belongs_to": gettext_lazy("It cannot change later."),
            "kind": gettext_lazy("It cannot change later: the values are of this kind."),
            "is_required_to_resolve": gettext_lazy("For fields of tickets."),
            "is_shown_to_customer": gettext_lazy(
                "For fields of tickets: asked for in the request form, and shown with the request."
            ),
        }
        widgets = {
            "belongs_to": forms.RadioSelect,
            "kind": forms.RadioSelect,
            "is_required_to_resolve": Switch,
            "is_shown_to_customer": Switch,
        }

    field_order = ["belongs_to", "label", "kind", "choices", "is_required_to_resolve", "is_shown_to_customer"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Field.Kind.choices
        self.fields["belongs_to"].choices = Field.BelongsTo.choices
        self.initial["choices"] = "\n".join(map(str, self.instance.choices))
        if self.instance.pk:
            for name in self._settled():
                del self.fields[name]

    def _settled(self):
        """What is no question (any more) for a field that is there."""
        yield from ("belongs_to", "kind")
        if self.instance.kind != Field.Kind.CHOICE:
            yield "choices"
        if self.instance.belongs_to != Field.BelongsTo.TICKET:
            yield from OF_TICKETS

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
        self._check_against_others(values)
        return values

    def _check_against_others(self, values):
        """Two fields of one thing are not called the same; only tickets have fields that anybody is asked for."""
        belongs_to = values.get("belongs_to", self.instance.belongs_to)
        others = Field.objects.filter(belongs_to=belongs_to).exclude(pk=self.instance.pk)
        label = values.get("label")
        if label and others.filter(label__iexact=label).exists():
            self.add_error("label", _("“%(value)s” exists already.") % {"value": label})
        for name in OF_TICKETS:
            if values.get(name) and belongs_to != Field.BelongsTo.TICKET:
                self.add_error(name, _("Only fields of tickets can have this: switch it off."))


@agent_required("settings.tickets")
def index(request):
    rows = list(Field.objects.in_order())
    groups = [(label, [row for row in rows if row.belongs_to == name]) for name, label in Field.BelongsTo.choices]
    shown = {"title": _("Fields"), "groups": [(label, rows) for label, rows in groups if rows]}
    return render(request, "tickets/settings/fields.html", shown)


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
        "text": _("Nobody is asked for it any more; its values stay."),
    }
    lead = _("%(of)s: %(kind)s; the API calls it %(key)s.") % {
        "of": field.get_belongs_to_display(), "kind": field.get_kind_display(), "key": field.key,
    }  # fmt: skip
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
        text=_("It leaves forms and pages; its values stay and come back with it."),
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
