"""`/desk/contacts/<id>/details/`, `/desk/organizations/<id>/details/`: correcting what is known of a customer."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, validate_email
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.zones import TIME_ZONES
from helpdesk.events.actors import Actor
from helpdesk.ui.forms import Combobox, Switch
from helpdesk.ui.htmx import go
from tickets import contacts, field_entries, fields, organizations
from tickets.contacts import AddressRefused, ContactEnded
from tickets.fields import FieldErrors
from tickets.models import Contact, Organization
from tickets.organizations import DomainRefused, NameTaken
from tickets.web.compared import ComparedForm

MOST_LINES = 100
REFUSED_AT = {AddressRefused: "addresses", ContactEnded: None, NameTaken: "name", DomainRefused: "domains"}
_LANGUAGE = RegexValidator(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$", gettext_lazy("A language as “en” or “pt-br”."))
_DOMAIN = RegexValidator(
    r"^(?=.{1,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$", gettext_lazy("A domain as “example.com”.")
)


class Lines(forms.CharField):
    """A list, one entry a line, each without blanks around it and in lower case; `each` refuses a wrong one."""

    def __init__(self, *, each, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}), **kwargs)
        self.each = each

    def clean(self, value):
        entries = list(
            dict.fromkeys(line.strip().lower() for line in super().clean(value).splitlines() if line.strip())
        )
        if len(entries) > MOST_LINES:
            raise ValidationError(_("At most %(count)s.") % {"count": MOST_LINES})
        for entry in entries:
            try:
                self.each(entry)
            except ValidationError as error:
                raise ValidationError(f"{entry}: {error.messages[0]}") from error
        return entries


class ContactForm(ComparedForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    addresses = Lines(
        label=gettext_lazy("Mail addresses"),
        help_text=gettext_lazy("One a line; the first is the one they are written to."),
        each=validate_email,
        required=False,
    )
    organization = forms.CharField(
        label=gettext_lazy("Organisation"),
        help_text=gettext_lazy("The name of one that exists. Empty for none."),
        max_length=160,
        required=False,
    )
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    language = forms.CharField(
        label=gettext_lazy("Language"), max_length=12, required=False, validators=[_LANGUAGE], empty_value=""
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"), choices=[("", gettext_lazy("Unknown")), *TIME_ZONES], required=False,
        widget=Combobox,
    )  # fmt: skip
    segment = forms.CharField(label=gettext_lazy("Segment"), max_length=60, required=False)
    notes = forms.CharField(
        label=gettext_lazy("Notes"),
        help_text=gettext_lazy("For colleagues; shown beside every ticket."),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    wants_surveys = forms.BooleanField(label=gettext_lazy("May be asked for a rating"), required=False, widget=Switch)
    is_blocked = forms.BooleanField(
        label=gettext_lazy("Blocked"),
        help_text=gettext_lazy("Their mail is put aside instead of becoming tickets."),
        required=False,
        widget=Switch,
    )

    def clean_organization(self):
        name = self.cleaned_data["organization"].strip()
        found = Organization.objects.standing().filter(name__iexact=name).order_by("id").first() if name else None
        if name and found is None:
            raise ValidationError(_("There is no organisation of that name."))
        return found


class OrganizationForm(ComparedForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    domains = Lines(
        label=gettext_lazy("Domains"),
        help_text=gettext_lazy("One a line. Who writes from there belongs to it from then on."),
        each=_DOMAIN,
        required=False,
    )
    tier = forms.CharField(label=gettext_lazy("Tier"), max_length=30, required=False)
    segment = forms.CharField(label=gettext_lazy("Segment"), max_length=60, required=False)
    notes = forms.CharField(
        label=gettext_lazy("Notes"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("contact.edit")
def contact(request, contact_id):
    one = get_object_or_404(_held(request, Contact), pk=contact_id)
    columns = ("name", "phone", "language", "time_zone", "segment", "notes", "wants_surveys", "is_blocked")
    now = {name: getattr(one, name) for name in columns} | {
        "addresses": "\n".join(one.addresses.order_by("-is_primary", "id").values_list("address", flat=True)),
        "organization": one.organization.name if one.organization else "",
    }
    form = ContactForm(request.POST or None, initial=now, further=_own_entries(one))
    return _answer(request, one, form, contacts.change, f"/desk/contacts/{one.pk}/")


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("contact.edit")
def organization(request, organization_id):
    one = get_object_or_404(_held(request, Organization), pk=organization_id)
    now = {name: getattr(one, name) for name in ("name", "tier", "segment", "notes")}
    now["domains"] = "\n".join(one.domains.order_by("domain").values_list("domain", flat=True))
    form = OrganizationForm(request.POST or None, initial=now, further=_own_entries(one))
    return _answer(request, one, form, organizations.change, f"/desk/organizations/{one.pk}/")


def _held(request, model):
    """The rows, held from being compared until what was typed is saved."""
    return model.objects.select_for_update() if request.method == "POST" else model.objects.all()


def _own_entries(one):
    return field_entries.entries(fields.usable(type(one)), one.custom_fields)


def _answer(request, one, form, change, back):
    """The page again where the form is refused, or what refuses it further in; else it is saved."""
    if not (form.is_bound and form.is_valid()):
        return _page(request, form, one.name, back)
    own = field_entries.own_among(form.cleaned_data)
    plain = {name: value for name, value in form.cleaned_data.items() if name in form.base_fields}
    try:
        change(one, plain | {"custom_fields": own}, by=Actor.agent(request.agent))
    except FieldErrors as wrong:
        field_entries.explain(form, wrong)
    except tuple(REFUSED_AT) as refused:
        form.add_error(REFUSED_AT[type(refused)], str(refused))
    else:
        messages.success(request, _("Saved."))
        return go(request, back)
    return _page(request, form, one.name, back)


def _page(request, form, name, back):
    values = {"form": form, "title": _("Edit %(name)s") % {"name": name}, "back": back}
    values["crumbs"] = [("/desk/contacts/", _("Customers")), (back, name), ("", _("Edit"))]
    status = 200 if not form.is_bound else 409 if form.is_stale else 422
    return render(request, "tickets/customer_form.html", values, status=status)
