"""How staff sign in: only agents of the company whose address they are at, and never by signing themselves up."""

from allauth.account.adapter import DefaultAccountAdapter

from helpdesk.accounts.middleware import SESSION_TENANT


class StaffAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def login(self, request, user):
        super().login(request, user)
        request.session[SESSION_TENANT] = request.tenant.pk if request.tenant else None
