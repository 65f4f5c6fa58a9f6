"""The two pages most settings need: a form, and the question before something is removed."""

from django.shortcuts import render
from django.utils.translation import gettext as _


def form_page(request, form, *, title, back, crumbs=(), **context):
    """A settings form; a bound one that is shown again is a 422. `back` is where Cancel leads.

    Further values: lead, submit (the button's words), danger (rows of href, label, text for what removes),
    notice (text of a callout above the form).
    """
    context |= {
        "form": form,
        "title": title,
        "back": back,
        "crumbs": [("/settings/", _("Settings")), *crumbs, ("", title)],
    }
    return render(request, "settings/form.html", context, status=422 if form.is_bound else 200)


def confirm_page(request, *, title, text, label, back, crumbs=(), form=None, status=200):
    """Says what will happen and asks once; the button posts to the same address. `form` may ask for a replacement."""
    crumbs = [("/settings/", _("Settings")), *crumbs, ("", title)]
    context = {"title": title, "text": text, "label": label, "back": back, "crumbs": crumbs, "form": form}
    return render(request, "settings/confirm.html", context, status=422 if form and form.is_bound else status)
