"""Tokens for mailboxes at Microsoft and Google (OAuth 2, RFC 6749 with PKCE): asked for, exchanged, renewed in time.

Nothing of this waits for a provider inside a transaction, and no secret is stored unsealed.
"""

import base64
import hashlib
import json
import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse

from helpdesk.base import clock, http
from helpdesk.base.sealing import seal, unseal
from helpdesk.tenancy.context import current_tenant, use_tenant
from helpdesk.tenancy.directory import base_url
from tickets.channels.email.providers import PROVIDERS
from tickets.models import Mailbox, MailClient, MailGrant

log = logging.getLogger(__name__)
SPARE = timedelta(minutes=2)
CONNECT_AGAIN = "invalid_grant: connect the mailbox again"


class Refused(OSError):
    """The provider says no for good; only connecting again helps."""


class NotNow(OSError):
    """The provider could not be asked; later it may be."""


@dataclass(frozen=True)
class Question:
    """Where to send somebody for leave, and what to know when they come back."""

    address: str
    state: str
    verifier: str


def owner(tenant_id: int) -> str:
    """Return the name under which a company's tokens are sealed."""
    return f"tenant/{tenant_id}/mail-grant"


def redirect_address() -> str:
    """Where providers send people back to; the company registers it there."""
    return base_url(current_tenant()) + reverse("settings-mailbox-connected")


def ask(mailbox: Mailbox, client: MailClient) -> Question:
    """Return the provider's page for a mailbox, asked in a way that only this browser can finish."""
    provider = PROVIDERS[Mailbox.Access(mailbox.access)]
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    values = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": redirect_address(),
        "scope": provider.scope,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "login_hint": mailbox.imap_user or mailbox.address,
        **dict(provider.extra),
    }
    return Question(f"{provider.consent_address(client.directory)}?{urlencode(values)}", state, verifier)


@transaction.atomic
def keep_code(mailbox: Mailbox, code: str, verifier: str) -> MailGrant:
    """Keep what the provider sent back; a worker exchanges it. What was granted before works until then."""
    sealed = owner(mailbox.tenant_id)
    values = {"provider": mailbox.access, "code": seal(sealed, code), "verifier": seal(sealed, verifier),
              "refused_because": "", "expires_at": None, "begun_at": clock.now()}  # fmt: skip
    grant, _is_new = MailGrant.objects.update_or_create(mailbox=mailbox, defaults=values)
    return grant


def renew(tenant_id: int, grant_id: int) -> str:
    """Exchange a code that came back, or renew the token; returns the new one, "" where nothing is to be done.

    Raises Refused, which is written down, or NotNow.
    """
    with use_tenant(tenant_id):
        grant = MailGrant.objects.select_related("mailbox").filter(pk=grant_id).first()
        client = MailClient.objects.filter(provider=grant.provider).first() if grant else None
        address, wish = _wish(grant, client, tenant_id) if grant and client else ("", {})
    if not wish:
        return ""
    try:
        said = _asked(address, wish)
    except Refused as refusal:
        with use_tenant(tenant_id):
            _write_refusal(grant, str(refusal))
        raise
    with use_tenant(tenant_id):
        return _keep(grant, said, tenant_id)


def token_for(tenant_id: int, mailbox_id: int) -> str:
    """Return a token that is good for the next minutes. Raises Refused or NotNow."""
    with use_tenant(tenant_id):
        grant = MailGrant.objects.filter(mailbox=mailbox_id).first()
        now = clock.now()
    if grant is None or not (grant.refresh_token or grant.code) or grant.refused_because:
        raise Refused(CONNECT_AGAIN)
    if grant.access_token and not grant.code and grant.expires_at and grant.expires_at > now + SPARE:
        return unseal(owner(tenant_id), grant.access_token)
    token = renew(tenant_id, grant.pk)
    if not token:
        raise Refused(CONNECT_AGAIN)
    return token


def _wish(grant: MailGrant, client: MailClient, tenant_id: int) -> tuple[str, dict]:
    """Whom to ask for a token, and how."""
    sealed = owner(tenant_id)
    wish = {"client_id": client.client_id, "client_secret": unseal(sealed, client.client_secret)}
    if grant.code:
        wish |= {"grant_type": "authorization_code", "code": unseal(sealed, grant.code),
                 "code_verifier": unseal(sealed, grant.verifier), "redirect_uri": redirect_address()}  # fmt: skip
    elif grant.refresh_token:
        wish |= {"grant_type": "refresh_token", "refresh_token": unseal(sealed, grant.refresh_token)}
    else:
        return "", {}
    return PROVIDERS[Mailbox.Access(grant.provider)].token_address(client.directory), wish


def _asked(address: str, wish: dict) -> dict:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    try:
        answer = http.post(address, urlencode(wish).encode(), headers)
        said = json.loads(answer.body)
    except (http.NoAnswer, http.AddressRefused, ValueError) as error:
        raise NotNow(f"the provider's tokens: {error}") from error
    if answer.status == 200 and isinstance(said, dict) and said.get("access_token"):
        return said
    words = f"{said.get('error', answer.status)}: {said.get('error_description', '')}" if isinstance(said, dict) else ""
    if answer.status in (400, 401, 403):
        raise Refused(f"{words[:200]} – connect the mailbox again")
    raise NotNow(f"the provider's tokens: {answer.status} {words}"[:300])


def _keep(asked_with: MailGrant, said: dict, tenant_id: int) -> str:
    """Keep the new tokens, unless somebody connected the mailbox anew meanwhile."""
    grant = MailGrant.objects.select_for_update().filter(pk=asked_with.pk).first()
    if grant is None or (grant.code, grant.refresh_token) != (asked_with.code, asked_with.refresh_token):
        return ""
    sealed, now = owner(tenant_id), clock.now()
    grant.access_token = seal(sealed, str(said["access_token"]))
    if said.get("refresh_token"):
        grant.refresh_token = seal(sealed, str(said["refresh_token"]))
    lasts = said.get("expires_in")
    grant.expires_at = now + timedelta(seconds=int(lasts) if str(lasts).isdecimal() else 3600)
    grant.renewed_at, grant.code, grant.verifier, grant.refused_because = now, "", "", ""
    grant.save()
    return str(said["access_token"])


def _write_refusal(asked_with: MailGrant, words: str) -> None:
    log.warning("the leave to use mailbox %s ended: %s", asked_with.mailbox_id, words)
    same = MailGrant.objects.filter(pk=asked_with.pk, code=asked_with.code, refresh_token=asked_with.refresh_token)
    if same.update(refused_because=words[:300], code="", verifier="", access_token=""):
        # Where the watch over mailboxes looks: administrators are told as of a wrong password.
        Mailbox.objects.filter(pk=asked_with.mailbox_id, fetch_failing_since=None).update(
            fetch_failing_since=clock.now()
        )
        Mailbox.objects.filter(pk=asked_with.mailbox_id).update(fetch_error=f"invalid_grant: {words}"[:500])
