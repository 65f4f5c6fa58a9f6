"""How staff sign in: only agents of the company whose address they are at, and never by signing themselves up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.context import request_context
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts import staff_session
from helpdesk.accounts.events import AGENT_SIGNED_IN, SECURITY_CHANGED
from helpdesk.accounts.signin import attempts
from helpdesk.accounts.signin.backend import agent_here
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.tenancy.context import current_tenant, use_tenant

# What allauth mails a warning about, as the audit log says it.
SECURITY_CHANGES = {
    "account/email/password_changed": _("password changed"),
    "account/email/password_reset": _("password set anew through a mailed link"),
    "account/email/password_set": _("password set"),
    "mfa/email/totp_activated": _("authenticator app switched on"),
    "mfa/email/totp_deactivated": _("authenticator app switched off"),
    "mfa/email/recovery_codes_generated": _("new recovery codes made"),
    "mfa/email/webauthn_added": _("passkey added"),
    "mfa/email/webauthn_removed": _("passkey removed"),
}


class StaffAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and password do not belong together here."),
        "too_many_login_attempts": _("Too many attempts. Please wait a quarter of an hour, or set a new password."),
    }

    def is_open_for_signup(self, request):
        return False

    def authenticate(self, request, **credentials):
        """Count the try, judge it, and take the count back if it was right."""
        attempt = self._spend("password", credentials.get("email", ""))
        user = authenticate(request, **credentials)
        if user is not None:
            attempts.give_back(attempt)
        return user

    def reauthenticate(self, user, password):
        """Ask a signed-in person for its password again, under the same limits."""
        return self.authenticate(context.request, email=user.email, password=password) == user

    def pre_login(self, request, user, **how):
        """Every way in ends here, passkeys included: who is no agent of this company goes no further."""
        if agent_here(user.pk) is None:
            messages.error(request, self.error_messages["email_password_mismatch"])
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        return super().pre_login(request, user, **how)

    def login(self, request, user):
        super().login(request, user)
        staff_session.begin(request)
        agent = agent_here(user.pk)
        record(AGENT_SIGNED_IN, agent, by=Actor.agent(agent), address=self.get_client_ip(request))

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Record and mail the change. allauth asks for some after the request's commit, which ended its scope."""
        with use_tenant(self.request.tenant), request_context(self.request):
            agent = agent_here(user.pk)
            if agent is not None and template_prefix in SECURITY_CHANGES:
                record(SECURITY_CHANGED, agent, by=Actor.agent(agent), what=str(SECURITY_CHANGES[template_prefix]))
            super().send_notification_mail(template_prefix, user, context, email)

    def send_mail(self, template_prefix, email, context):
        super().send_mail(template_prefix, email, {"company": current_tenant().name, **context})

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """Signing in and out needs no toast: the next page says it."""
        if message_template not in ("account/messages/logged_in.txt", "account/messages/logged_out.txt"):
            super().add_message(request, level, message_template, *args, **kwargs)

    def set_password(self, user, password):
        super().set_password(user, password)
        attempts.forget("password", user.email)

    def get_password_change_redirect_url(self, request):
        return reverse("security")

    def is_safe_url(self, url):
        """Paths of this very host only: other companies' addresses are allowed hosts too."""
        host = context.request.get_host()
        return url_has_allowed_host_and_scheme(url, {host}, require_https=context.request.is_secure())

    def _spend(self, purpose, account):
        try:
            return attempts.spend(purpose, account, self.get_client_ip(context.request))
        except attempts.TooManyAttempts:
            raise self.validation_error("too_many_login_attempts") from None
