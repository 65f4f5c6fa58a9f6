"""`/settings/categories/`: the tree of what requests are about."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from helpdesk.accounts import uses
from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.ui.settings_pages import confirm_page, form_page, with_errors
from tickets import categories
from tickets.categories import SEPARATOR
from tickets.models import Category


class CategoryForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    parent = forms.ModelChoiceField(
        label=gettext_lazy("Below"), queryset=None, required=False, empty_label=gettext_lazy("Top of the tree")
    )

    def __init__(self, *args, category=None, **kwargs):
        super().__init__(*args, **kwargs)
        offered = Category.objects.in_order()
        if category:
            offered = offered.exclude(Q(pk=category.pk) | Q(path__startswith=category.path + SEPARATOR))
            self.initial = {"name": category.name, "parent": category.parent_id}
        self.fields["parent"].queryset = offered


@agent_required("settings.tickets")
def index(request):
    rows = [{"category": row, "level": categories.depth(row)} for row in Category.objects.in_order()]
    return render(request, "tickets/settings/categories.html", {"title": _("Categories"), "rows": rows})


@agent_required("settings.tickets")
def create(request):
    form = CategoryForm(request.POST or None, initial={"parent": request.GET.get("below")})
    if request.method == "POST" and form.is_valid():
        try:
            category = categories.make(**form.cleaned_data, by=Actor.agent(request.agent))
        except ValidationError as error:
            with_errors(form, error)
        else:
            return _done(request, _("%(name)s was saved.") % {"name": category.path})
    return _page(request, form, _("New category"))


@agent_required("settings.tickets")
def edit(request, pk):
    category = get_object_or_404(Category, pk=pk)
    form = CategoryForm(request.POST or None, category=category)
    if request.method == "POST" and form.is_valid():
        try:
            category = categories.change(category, **form.cleaned_data, by=Actor.agent(request.agent))
        except ValidationError as error:
            with_errors(form, error)
        else:
            return _done(request, _("%(name)s was saved.") % {"name": category.path})
    return _page(request, form, category.path, danger=_ways_out(category))


@agent_required("settings.tickets")
def deactivate(request, pk):
    category = get_object_or_404(Category, pk=pk)
    if request.method == "POST":
        categories.deactivate(category, by=Actor.agent(request.agent))
        return _done(request, _("%(name)s is not offered any more.") % {"name": category.path})
    return _confirm(
        request,
        category,
        title=_("Deactivate %(name)s?") % {"name": category.path},
        text=_("It is not offered any more, nor is what stands below it. Tickets keep it."),
        label=_("Deactivate"),
    )


@require_POST
@agent_required("settings.tickets")
def reactivate(request, pk):
    category = get_object_or_404(Category, pk=pk)
    categories.reactivate(category, by=Actor.agent(request.agent))
    return _done(request, _("%(name)s can be chosen again.") % {"name": category.path})


@agent_required("settings.tickets")
def remove(request, pk):
    category = get_object_or_404(Category, pk=pk)
    if request.method == "POST":
        try:
            categories.remove(category, by=Actor.agent(request.agent))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(reverse("settings-category", args=[pk]))
        return _done(request, _("%(name)s was removed.") % {"name": category.path})
    return _confirm(
        request,
        category,
        title=_("Remove %(name)s?") % {"name": category.path},
        text=_("Only a category that no ticket has, with nothing below it, can be removed."),
        label=_("Remove"),
        uses=uses.of("category", pk),
    )


def _ways_out(category):
    rows = []
    if category.is_active:
        rows.append(
            {
                "href": reverse("settings-category-deactivate", args=[category.pk]),
                "label": _("Deactivate"),
                "text": _("Not offered any more; tickets keep it."),
            }
        )
    rows.append(
        {
            "href": reverse("settings-category-remove", args=[category.pk]),
            "label": _("Remove"),
            "text": _("Only while nothing uses it."),
        }
    )
    return rows


def _crumbs():
    return [(reverse("settings-categories"), _("Categories"))]


def _page(request, form, title, **more):
    return form_page(request, form, title=title, back=reverse("settings-categories"), crumbs=_crumbs(), **more)


def _confirm(request, category, **words):
    back = reverse("settings-category", args=[category.pk])
    return confirm_page(request, back=back, crumbs=_crumbs(), **words)


def _done(request, text):
    messages.success(request, text)
    return HttpResponseRedirect(reverse("settings-categories"))
