"""`/desk/contacts/<id>/merge/`, `/desk/organizations/<id>/merge/`: two turn out to be one; undone for a day."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import agent_required
from helpdesk.ui.htmx import go
from tickets import contact_merging, contacts, organization_merging, undoing
from tickets.contact_search import fitting
from tickets.customer_merging import CannotMerge
from tickets.models import Contact, ContactMerge, Organization, OrganizationMerge
from tickets.web import customer_facts

MOST_CHOICES = 10


@dataclass(frozen=True)
class Side:
    """What differs between merging contacts and merging organisations."""

    merging: ModuleType
    model: type[Model]
    merges: type[Model]
    folder: str
    template: str
    facts: Callable[..., list[customer_facts.Fact]]

    def address(self, one) -> str:
        return f"{self.folder}{one.pk}/"


CONTACTS = Side(
    contact_merging, Contact, ContactMerge, "/desk/contacts/", "tickets/contact_merge.html", customer_facts.of_contact
)
ORGANIZATIONS = Side(
    organization_merging,
    Organization,
    OrganizationMerge,
    "/desk/organizations/",
    "tickets/organization_merge.html",
    customer_facts.of_organization,
)


class IntoForm(forms.Form):
    """Whom it is merged into: an id of a link, a mail address, or words that fit one only."""

    into = forms.CharField(
        label=gettext_lazy("Who stays"),
        help_text=gettext_lazy("A name or a mail address."),
        max_length=320,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )

    def __init__(self, *args, side: Side, one, agent, **kwargs):
        super().__init__(*args, **kwargs)
        self.side, self.one, self.agent = side, one, agent
        self.choices, self.preview = [], None
        if isinstance(one, Contact):
            self.fields["into"].widget.attrs["data-people"] = ""

    def clean_into(self):
        found = self._found(self.cleaned_data["into"].strip())
        try:
            self.preview = self.side.merging.preview(self.one, found, self.agent)
        except CannotMerge as refused:
            raise forms.ValidationError(str(refused)) from refused
        return found

    def _found(self, text):
        others = self.side.model.objects.standing()
        by_id = others.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 19 else None
        by_address = contacts.find(text) if "@" in text and self.side is CONTACTS else None
        if by_id or by_address:
            return by_id or by_address
        fits = fitting(others, text) if self.side is CONTACTS else others.filter(name__icontains=text)
        self.choices = list(fits.exclude(pk=self.one.pk).order_by("name", "id")[:MOST_CHOICES])
        if len(self.choices) == 1:
            return self.choices[0]
        if self.choices:
            raise forms.ValidationError(_("Several fit. Choose one below."))
        raise forms.ValidationError(_("Nobody fits. Check the spelling, or give the whole mail address."))


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("contact.edit")
def contact(request, contact_id):
    one = get_object_or_404(Contact.objects.select_related("organization"), pk=contact_id)
    return _merge(request, CONTACTS, one)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("contact.edit")
def organization(request, organization_id):
    return _merge(request, ORGANIZATIONS, get_object_or_404(Organization, pk=organization_id))


def _merge(request, side: Side, one):
    if "undo" in request.POST:
        return _undo(request, side, one)
    asked = request.POST or (request.GET if "into" in request.GET else None)
    form = IntoForm(asked, side=side, one=one, agent=request.agent)
    is_sound = form.is_bound and form.is_valid()
    if is_sound and request.method == "POST":
        try:
            side.merging.merge(one, form.cleaned_data["into"], by=request.agent)
        except CannotMerge as refused:  # somebody else was faster
            form.add_error("into", str(refused))
            is_sound = False
        else:
            messages.success(request, _("%(name)s was merged into this one.") % {"name": one.name})
            return go(request, side.address(form.cleaned_data["into"]))
    return render(
        request,
        side.template,
        _frame(side, one)
        | {
            "form": form,
            "into": form.cleaned_data["into"] if is_sound else None,
            "differing": _differing(side, one, form.cleaned_data["into"]) if is_sound else [],
            "preview": form.preview,
            "choices": form.choices or (contact_merging.alike(one) if side is CONTACTS else []),
        },
        status=200 if is_sound or not form.is_bound else 422,
    )


def _differing(side: Side, one, into) -> list[tuple]:
    """What is lost: where both know something else, what the one that stays has is kept."""
    return customer_facts.differing(side.facts(into), side.facts(one))


def _undo(request, side: Side, one):
    """The page is that of either of the two; the merge is named, so that a stale page undoes no other one."""
    number = request.POST["undo"]
    among = side.merges.objects.filter(one=one) | side.merges.objects.filter(into=one)
    merge = get_object_or_404(among, pk=int(number) if number.isdecimal() and len(number) < 19 else 0)
    try:
        back = side.merging.undo(merge, by=request.agent)
        messages.success(request, _("They are apart again."))
    except CannotMerge as refused:
        messages.error(request, str(refused))
        return go(request, side.address(one))
    return go(request, side.address(back))


def _frame(side: Side, one):
    title = _("Merge %(name)s into another one") % {"name": one.name}
    back = side.address(one)
    return {
        "one": one,
        "title": title,
        "back": back,
        "crumbs": [("/desk/contacts/", _("Customers")), (back, one.name), ("", _("Merge"))],
        "hours": int(undoing.UNDO_WITHIN.total_seconds() // 3600),
    }
