"""Inviting people by mail: a link good once and for 72 hours, of which only the digest is kept."""

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from helpdesk.accounts.events import AGENT_INVITED, AGENT_JOINED, INVITATION_RESENT, INVITATION_WITHDRAWN
from helpdesk.accounts.mail_kind import HOURS, INVITATION, values
from helpdesk.accounts.models import Agent, Invitation, Team, TeamMembership, User
from helpdesk.accounts.people import roles_given_by
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.mailout import wordings
from helpdesk.mailout.wordings import Place, language_for
from helpdesk.tenancy.context import current_tenant
from helpdesk.tenancy.directory import base_url

GOOD_FOR = timedelta(hours=HOURS)


@transaction.atomic
def invite(email: str, role: str, *, by: Agent, name: str = "", team: Team | None = None) -> Invitation:
    """Invite somebody and mail the link; an open invitation of the address is replaced and its link dies.

    Raises PermissionDenied for a role `by` may not give, ValidationError on `email` for one who is here already.
    """
    if role not in roles_given_by(by):
        raise PermissionDenied
    email = email.strip().lower()
    if Agent.objects.active().filter(user__email=email).exists():
        raise ValidationError({"email": _("%(email)s is an agent here already.") % {"email": email}})
    Invitation.objects.open().filter(email=email).update(withdrawn_at=clock.now())
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        name=name,
        role=role,
        team=team,
        invited_by=by,
        token_digest=digest(token),
        created_at=clock.now(),
        expires_at=clock.now() + GOOD_FOR,
    )
    record(AGENT_INVITED, invitation, by=Actor.agent(by), email=email, role=invitation.get_role_display())
    _mail(invitation, token)
    return invitation


@transaction.atomic
def resend(invitation: Invitation, *, by: Agent) -> Invitation:
    """Mail a new link for another 72 hours; the old one dies. Raises Invitation.DoesNotExist once it is settled."""
    invitation = Invitation.objects.open().select_for_update().get(pk=invitation.pk)
    if invitation.role not in roles_given_by(by):
        raise PermissionDenied
    token = secrets.token_urlsafe(32)
    invitation.token_digest, invitation.expires_at = digest(token), clock.now() + GOOD_FOR
    invitation.save(update_fields=["token_digest", "expires_at"])
    record(INVITATION_RESENT, invitation, by=Actor.agent(by), email=invitation.email)
    _mail(invitation, token)
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Agent) -> Invitation:
    """Take the invitation back; its link says it is not good any more. A settled one stays as it is."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.is_open:
        invitation.withdrawn_at = clock.now()
        invitation.save(update_fields=["withdrawn_at"])
        record(INVITATION_WITHDRAWN, invitation, by=Actor.agent(by), email=invitation.email)
    return invitation


def invitation_for(token: str, *, lock: bool = False) -> Invitation | None:
    """The invitation behind a link, while it is good; None when used, withdrawn, too old or never sent."""
    rows = Invitation.objects.open().filter(token_digest=digest(token), expires_at__gt=clock.now())
    return (rows.select_for_update() if lock else rows).first()


@transaction.atomic
def accept(token: str, *, name: str = "", password: str | None = None) -> Agent | None:
    """Join the company as invited; None where the link is not good any more.

    Somebody with a login here or elsewhere keeps it and its password; for everybody else one is made.
    """
    invitation = invitation_for(token, lock=True)
    if invitation is None:
        return None
    user = User.objects.filter(email=invitation.email).first()
    if user is None:
        user = User.objects.create_user(invitation.email, password, name=name)
    agent, _made = Agent.objects.update_or_create(
        user=user, defaults={"name": name or user.get_full_name(), "role": invitation.role, "is_active": True}
    )
    if invitation.team_id:
        TeamMembership.objects.get_or_create(team=invitation.team, agent=agent)
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    record(AGENT_JOINED, agent, by=Actor.agent(agent), name=agent.name, role=agent.get_role_display())
    return agent


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _mail(invitation: Invitation, token: str):
    tenant = current_tenant()
    place = Place(INVITATION, language_for(tenant.language))
    with translation.override(place.language):
        role = invitation.get_role_display().lower()
        address = base_url(tenant) + reverse("invitation", args=[token])
        letter = wordings.letter(place, values(invitation.invited_by.name, role, address))
    mail = EmailMultiAlternatives(letter.subject, letter.text, to=[invitation.email])
    mail.attach_alternative(letter.html, "text/html")
    mail.send()
