"""Who calls: a bearer token, looked up in the tenant of the address it was sent to. Cookies are never looked at."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from helpdesk.accounts import tokens
from helpdesk.accounts.models import Agent, ApiToken
from helpdesk.events.actors import Actor

REALM = 'Bearer realm="api"'


@dataclass(frozen=True)
class Caller:
    """What `request.user` is: the agent a token acts as."""

    token: ApiToken
    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def agent(self) -> Agent:
        return self.token.agent

    @property
    def actor(self) -> Actor:
        return Actor.agent(self.token.agent)

    @property
    def pk(self) -> int:
        return self.token.agent.user_id


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer hd_…`. Wrong, expired and revoked tokens all get the same 401."""

    def authenticate(self, request):
        if getattr(request, "tenant", None) is None:
            return None
        header = request.headers.get("Authorization", "")
        scheme, _space, secret = header.partition(" ")
        if not header:
            return None
        if scheme.lower() != "bearer":
            raise AuthenticationFailed(_("Send the token as “Authorization: Bearer hd_…”."))
        token = tokens.token_for(secret.strip())
        if token is None:
            raise AuthenticationFailed(_("The token is unknown, expired or revoked."))
        return Caller(token), token

    def authenticate_header(self, request):
        return REALM
