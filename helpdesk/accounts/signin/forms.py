"""allauth's forms with our limits, and with the same work done for addresses that are nobody's."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, ResetPasswordForm
from allauth.account.internal import flows
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Agent, User
from helpdesk.accounts.signin import attempts
from helpdesk.accounts.signin.links import ResetTokens


class SignInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class ResetForm(ResetPasswordForm):
    """Mails a link to agents of this company. Anybody else's address reads and costs the same, and gets nothing."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def clean_email(self):
        email = self.cleaned_data["email"].strip().lower()
        _spend("reset", email)
        return email

    def save(self, request, **kwargs):
        email = self.cleaned_data["email"]
        agent = Agent.objects.active().select_related("user").filter(user__email=email).first()
        if agent is not None:
            self._mail(request, email, agent.user)
        else:
            with transaction.atomic():
                # The mail is really written, to an address of nobody's, and taken back: no clock tells the difference.
                self._mail(request, "nobody@invalid.test", User(pk=0, email="nobody@invalid.test"))
                transaction.set_rollback(True)
        return email

    def _mail(self, request, email, user):
        flows.password_reset.request_password_reset(request, email, [user], ResetTokens())


class CodeLimits:
    """Counts codes of the second step like passwords: six digits are quickly guessed through."""

    def clean_code(self):
        attempt = _spend("code", self.user.email)
        code = super().clean_code()
        attempts.give_back(attempt)
        return code


class SecondStepForm(CodeLimits, AuthenticateForm):
    pass


class SecondStepAgainForm(CodeLimits, ReauthenticateForm):
    pass


def _spend(purpose: str, account: str):
    adapter = get_adapter()
    try:
        return attempts.spend(purpose, account, adapter.get_client_ip(context.request))
    except attempts.TooManyAttempts:
        raise forms.ValidationError(adapter.error_messages["too_many_login_attempts"]) from None
