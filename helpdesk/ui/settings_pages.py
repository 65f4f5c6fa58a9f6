"""What most settings pages need: the form, its page, and the question before something is removed."""

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext as _


def form_page(request, form, *, title, back, crumbs=(), template="settings/form.html", **context):
    """A settings form; a bound one that is shown again is a 422. `back` is where Cancel leads.

    Further values: lead, submit (the button's words), danger (rows of href, label, text for what removes),
    notice (text of a callout above the form), effect (what a draft would do: the form was asked for it, and is
    right). A `template` that extends the common one may arrange the fields.
    """
    context |= {
        "form": form,
        "title": title,
        "back": back,
        "crumbs": [("/settings/", _("Settings")), *crumbs, ("", title)],
    }
    status = 422 if form.is_bound and not context.get("effect") else 200
    return render(request, template, context, status=status)


def confirm_page(request, *, title, text, label, back, crumbs=(), form=None, status=200, uses=()):
    """Says what will happen and asks once; the button posts to the same address. `form` may ask for a replacement.

    `uses` are the places (what, href) that must be changed first: there is no button while there are any.
    """
    crumbs = [("/settings/", _("Settings")), *crumbs, ("", title)]
    context = {"title": title, "text": text, "label": label, "back": back, "crumbs": crumbs, "form": form, "uses": uses}
    return render(request, "settings/confirm.html", context, status=422 if form and form.is_bound else status)


class SettingsForm(forms.ModelForm):
    """A form over one row's plain columns. The page calls the action with `cleaned_data`; nothing saves the form.

    `unique` names the field whose value no other row may have: the database's constraint holds the tenant as well,
    which a form cannot know, and says so without naming a field.
    """

    unique = ""

    def clean(self):
        values = super().clean()
        value = values.get(self.unique) if self.unique else None
        if value:
            same = self._meta.model.objects.filter(**{f"{self.unique}__iexact": value}).exclude(pk=self.instance.pk)
            if same.exists():
                self.add_error(self.unique, _("“%(value)s” exists already.") % {"value": value})
        return values


def with_errors(form, error):
    """Put an action's ValidationError beside the fields it names; the view then shows the form again."""
    fields = getattr(error, "error_dict", None) or {None: error.error_list}
    for name, errors in fields.items():
        form.add_error(name if name in form.fields else None, errors)
    return form
