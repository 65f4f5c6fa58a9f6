"""A login is somebody only where it is an active agent: at any other company's address it is nobody."""

from allauth.account.auth_backends import AuthenticationBackend

from helpdesk.accounts.models import Agent
from helpdesk.tenancy.context import has_tenant


def agent_here(user_id: int) -> Agent | None:
    """The login's active agent in the open tenant, with its user."""
    if not has_tenant():
        return None
    return Agent.objects.active().select_related("user").filter(user=user_id, user__is_active=True).first()


class StaffBackend(AuthenticationBackend):
    """Checks the password first and who it is afterwards: strangers and colleagues of others cost and read alike."""

    def authenticate(self, request, **credentials):
        user = super().authenticate(request, **credentials)
        # Of a login that is switched off allauth would say so; here it reads like any wrong password.
        self.unstash_authenticated_user()
        return user if user is not None and agent_here(user.pk) else None

    def get_user(self, user_id):
        """The session's login, its agent beside it: both from one query, for every page of staff."""
        agent = agent_here(user_id)
        if agent is None:
            return None
        agent.user.agent = agent
        return agent.user
