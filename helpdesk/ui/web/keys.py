"""`/desk/keys/`: my keys: switched off, moved, or as another product has them."""

from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import agent_required
from helpdesk.ui import keymap
from helpdesk.ui.forms import Switch
from helpdesk.ui.htmx import go


class KeysForm(forms.Form):
    single_keys = forms.BooleanField(
        label=gettext_lazy("Single keys"),
        help_text=gettext_lazy("Switched off, only combinations with Ctrl or ⌘ act."),
        required=False,
        widget=Switch,
    )
    habit = forms.ChoiceField(label=gettext_lazy("Keys of another product besides"), required=False)

    def __init__(self, *args, agent, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["habit"].choices = keymap.HABITS
        self.initial |= {"single_keys": agent.single_keys, "habit": keymap.habit(agent)}
        own = keymap.own_keys(agent)
        for number, key in enumerate(keymap.KEYS):
            field = forms.CharField(label=key.does, required=False, max_length=9, initial=own.get(key.name, ""))
            field.widget.attrs |= {"placeholder": key.name, "autocomplete": "off", "spellcheck": "false", "size": 8}
            self.fields[f"key_{number}"] = field

    @property
    def keys(self) -> dict[str, str]:
        return {key.name: self.cleaned_data.get(f"key_{n}", "") for n, key in enumerate(keymap.KEYS)}

    def refuse(self, errors: dict[str, str]) -> None:
        for number, key in enumerate(keymap.KEYS):
            if key.name in errors:
                self.add_error(f"key_{number}", errors[key.name])

    def rows(self):
        return [(key.name, self[f"key_{number}"]) for number, key in enumerate(keymap.KEYS)]


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required()
def show(request):
    form = KeysForm(request.POST or None, agent=request.agent)
    if "reset" in request.POST:
        keymap.keep(request.agent, single_keys=True, habit="", keys={})
        return _saved(request)
    if form.is_bound and form.is_valid():
        wish = {"single_keys": form.cleaned_data["single_keys"], "habit": form.cleaned_data["habit"]}
        try:
            keymap.keep(request.agent, keys=form.keys, **wish)
        except keymap.KeysRefused as refused:
            form.refuse(refused.errors)
        else:
            return _saved(request)
    values = {"title": _("My keys"), "form": form}
    return render(request, "ui/keys.html", values, status=422 if form.is_bound else 200)


def _saved(request):
    messages.success(request, _("Saved."))
    response = go(request, reverse("keys"))
    response.delete_cookie("keys")  # this browser's own word on single keys, from the menu, is older
    return response
