"""Whether somebody has a second factor, whether the company wants one of everybody, and taking lost ones away."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.events import SECURITY_CHANGED
from helpdesk.accounts.models import Agent, User
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant

# Recovery codes are no factor of their own: they stand in for one.
REAL = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_owed(request) -> bool:
    """Whether this person has to set one up before any page of staff opens."""
    return request.tenant.needs_second_factor and not count_of(request.user)


def count_of(user: User) -> int:
    return Authenticator.objects.filter(user=user, type__in=REAL).count()


def take_away(user: User, *, by: Actor) -> int:
    """Take all second factors of a login away and sign it out everywhere; returns how many there were.

    Logins are global: that is why no administrator of one company may do it, only an operator. Each company the login
    works for finds it in its audit log.
    """
    with transaction.atomic():
        gone, _rows = Authenticator.objects.filter(user=user).delete()
        for session in UserSession.objects.filter(user=user):
            session.end()
    for tenant in Tenant.objects.all():
        with use_tenant(tenant):
            agent = Agent.objects.filter(user=user).first()
            if agent is not None:
                record(SECURITY_CHANGED, agent, by=by, what=_("all second factors taken away"))
    return gone
