"""`/settings/people/invitations/`: asking people to join."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from helpdesk.accounts import invitations, people
from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Invitation, Team
from helpdesk.accounts.permissions import Role
from helpdesk.ui.settings_pages import confirm_page, form_page, with_errors


class InviteForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), initial=Role.AGENT)
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"), queryset=None, required=False, empty_label=gettext_lazy("None yet")
    )

    def __init__(self, *args, giver, **kwargs):
        super().__init__(*args, **kwargs)
        given = people.roles_given_by(giver)
        self.fields["role"].choices = [(value, label) for value, label in Role.choices if value in given]
        self.fields["team"].queryset = Team.objects.by_name()


@agent_required("settings.people")
def create(request):
    form = InviteForm(request.POST or None, giver=request.agent)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invitations.invite(**form.cleaned_data, by=request.agent)
        except ValidationError as error:
            with_errors(form, error)
        else:
            messages.success(request, _("An invitation is on its way to %(email)s.") % {"email": invitation.email})
            return HttpResponseRedirect(reverse("settings-people"))
    return form_page(
        request,
        form,
        title=_("Invite an agent"),
        lead=_("The link in the mail works once and for 72 hours."),
        submit=_("Send the invitation"),
        back=reverse("settings-people"),
        crumbs=[(reverse("settings-people"), _("Agents"))],
    )


@require_POST
@agent_required("settings.people")
def resend(request, pk):
    invitation = invitations.resend(get_object_or_404(Invitation.objects.open(), pk=pk), by=request.agent)
    messages.success(request, _("A new link is on its way to %(email)s.") % {"email": invitation.email})
    return HttpResponseRedirect(reverse("settings-people"))


@agent_required("settings.people")
def withdraw(request, pk):
    invitation = get_object_or_404(Invitation.objects.open(), pk=pk)
    if request.method == "POST":
        invitations.withdraw(invitation, by=request.agent)
        messages.success(request, _("The invitation of %(email)s was withdrawn.") % {"email": invitation.email})
        return HttpResponseRedirect(reverse("settings-people"))
    return confirm_page(
        request,
        title=_("Withdraw the invitation?"),
        text=_("The link mailed to %(email)s stops working.") % {"email": invitation.email},
        label=_("Withdraw"),
        back=reverse("settings-people"),
        crumbs=[(reverse("settings-people"), _("Agents"))],
    )
