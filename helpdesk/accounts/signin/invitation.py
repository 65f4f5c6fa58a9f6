"""`/accounts/invitation/<token>/`: where an invited person joins. Opening the link changes nothing."""

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from helpdesk.accounts import invitations
from helpdesk.accounts.models import User


class JoinForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=120, help_text=_("As customers and colleagues read it."))
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 8 characters, nothing common."),
    )

    def __init__(self, *args, invitation, **kwargs):
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        self.fields["name"].initial = invitation.name

    def clean_password(self):
        person = User(email=self.invitation.email, name=self.cleaned_data.get("name", ""))
        validate_password(self.cleaned_data["password"], person)
        return self.cleaned_data["password"]


@never_cache
@sensitive_post_parameters("password")
def accept(request, token):
    invitation = invitations.invitation_for(token)
    if invitation is None:
        return render(request, "accounts/invitation_over.html", status=410)
    known = User.objects.filter(email=invitation.email).exists()
    form = None if known else JoinForm(request.POST or None, invitation=invitation)
    if request.method == "POST" and (known or form.is_valid()):
        return _join(request, token, known, form.cleaned_data if form else {})
    status = 422 if form and form.is_bound else 200
    return render(request, "accounts/invitation.html", {"invitation": invitation, "form": form}, status=status)


def _join(request, token, known, values):
    """A new login is signed in at once; a known one signs in as always, with all it has for that."""
    agent = invitations.accept(token, **values)
    if agent is None:
        return render(request, "accounts/invitation_over.html", status=410)
    if known:
        return HttpResponseRedirect(reverse("account_login"))
    return perform_login(request, Login(user=agent.user))
