"""`/settings/tags/`: labels, and how many tickets carry each."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts import uses
from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.ui.listing import Listing, Order
from helpdesk.ui.settings_pages import confirm_page, form_page, with_errors
from tickets import tags
from tickets.models import Tag

TAGS = Listing(
    orders={"name": Order(gettext_lazy("Name"), "name", unique=True)},
    filters={"q": lambda rows, value: rows.filter(name__contains=value.lower())},
)


class TagForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=50, help_text=gettext_lazy("Lower case, short."))


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(label=gettext_lazy("Into"), queryset=None, empty_label=gettext_lazy("Choose a tag"))

    def __init__(self, *args, tag, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Tag.objects.exclude(pk=tag.pk).order_by("name")


@agent_required("settings.tickets")
def index(request):
    page = TAGS.page(Tag.objects.annotate(uses=Count("ticket_tags")), request.GET)
    context = {"title": _("Tags"), "page": page, "q": request.GET.get("q", "")}
    return render(request, "tickets/settings/tags.html", context)


@agent_required("settings.tickets")
def create(request):
    form = TagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            tag = tags.make(form.cleaned_data["name"], by=Actor.agent(request.agent))
        except ValidationError as error:
            with_errors(form, error)
        else:
            return _done(request, _("%(name)s was saved.") % {"name": tag.name})
    return _page(request, form, _("New tag"))


@agent_required("settings.tickets")
def edit(request, pk):
    tag = get_object_or_404(Tag, pk=pk)
    form = TagForm(request.POST or None, initial={"name": tag.name})
    if request.method == "POST" and form.is_valid():
        try:
            tag = tags.rename(tag, form.cleaned_data["name"], by=Actor.agent(request.agent))
        except ValidationError as error:
            with_errors(form, error)
        else:
            return _done(request, _("%(name)s was saved.") % {"name": tag.name})
    ways = [
        {
            "href": reverse("settings-tag-merge", args=[pk]),
            "label": _("Merge"),
            "text": _("Its tickets get another tag instead, and this one goes."),
        },
        {
            "href": reverse("settings-tag-remove", args=[pk]),
            "label": _("Remove"),
            "text": _("Takes the tag off all its tickets."),
        },
    ]
    return _page(request, form, tag.name, danger=ways)


@agent_required("settings.tickets")
def merge(request, pk):
    tag = get_object_or_404(Tag, pk=pk)
    form = MergeForm(request.POST or None, tag=tag)
    if request.method == "POST" and form.is_valid():
        into = tags.merge(tag, form.cleaned_data["into"], by=Actor.agent(request.agent))
        return _done(request, _("%(old)s is %(new)s now.") % {"old": tag.name, "new": into.name})
    return confirm_page(
        request,
        title=_("Merge %(name)s") % {"name": tag.name},
        text=_uses(tag),
        label=_("Merge"),
        back=reverse("settings-tag", args=[pk]),
        crumbs=_crumbs(),
        form=form,
    )


@agent_required("settings.tickets")
def remove(request, pk):
    tag = get_object_or_404(Tag, pk=pk)
    if request.method == "POST":
        try:
            tags.remove(tag, by=Actor.agent(request.agent))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(reverse("settings-tag", args=[pk]))
        return _done(request, _("%(name)s was removed.") % {"name": tag.name})
    return confirm_page(
        request,
        title=_("Remove %(name)s?") % {"name": tag.name},
        text=_uses(tag),
        label=_("Remove"),
        back=reverse("settings-tag", args=[pk]),
        crumbs=_crumbs(),
        uses=uses.of("tag", tag.name),
    )


def _uses(tag) -> str:
    count = tag.ticket_tags.count()
    return _("Tickets that carry it: %(count)s. This cannot be taken back.") % {"count": count}


def _crumbs():
    return [(reverse("settings-tags"), _("Tags"))]


def _page(request, form, title, **more):
    return form_page(request, form, title=title, back=reverse("settings-tags"), crumbs=_crumbs(), **more)


def _done(request, text):
    messages.success(request, text)
    return HttpResponseRedirect(reverse("settings-tags"))
