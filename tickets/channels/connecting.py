"""Connecting a mailbox at Microsoft or Google: the company's registration there, leave given, leave given back."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.base.sealing import seal
from helpdesk.events.actors import Actor
from helpdesk.events.changes import take_over
from helpdesk.events.recording import record
from helpdesk.mailout import relays
from helpdesk.mailout.relays import Relay
from helpdesk.tenancy.context import current_tenant_id
from tickets.channels.email import fetch, grants
from tickets.channels.email.grants import Question
from tickets.channels.email.providers import PROVIDERS
from tickets.events import MAIL_CLIENT_CHANGED, MAILBOX_CONNECTED, MAILBOX_DISCONNECTED
from tickets.models import Mailbox, MailClient, MailGrant


@transaction.atomic
def register(provider: str, values: dict, *, by: Actor) -> None:
    """Keep as whom we ask the provider. An empty secret keeps the one there is; another id ends the leave so far."""
    client = MailClient.objects.select_for_update().filter(provider=provider).first() or MailClient(provider=provider)
    secret = values.pop("client_secret", "")
    if not secret and not client.client_secret:
        raise ValidationError({"client_secret": _("The provider shows a secret when the registration is made.")})
    is_other = bool(client.pk) and client.client_id != values["client_id"]
    changes = take_over(client, values)
    if secret:
        client.client_secret = seal(grants.owner(current_tenant_id()), secret)
        changes = "; ".join(filter(None, (changes, _("new secret"))))
    if changes:
        client.save()
        record(MAIL_CLIENT_CHANGED, client, by=by, provider=PROVIDERS[provider].label, changes=changes)
    if is_other:
        MailGrant.objects.filter(provider=provider).delete()


def question(mailbox: Mailbox) -> Question:
    """Where to send the administrator. Raises ValidationError where the company is not registered with the provider."""
    client = MailClient.objects.filter(provider=mailbox.access).first()
    if client is None or mailbox.access not in PROVIDERS:
        raise ValidationError(_("Enter your registration with the provider first."))
    return grants.ask(mailbox, client)


@transaction.atomic
def connect(mailbox: Mailbox, code: str, verifier: str, *, by: Actor) -> MailGrant:
    """Keep the leave somebody gave; the tokens are fetched after the commit."""
    from tickets.tasks import renew_mail_grant

    grant = grants.keep_code(mailbox, code, verifier)
    record(MAILBOX_CONNECTED, mailbox, by=by, address=mailbox.address, provider=PROVIDERS[mailbox.access].label)
    tenant_id = mailbox.tenant_id
    transaction.on_commit(lambda: renew_mail_grant.ring(tenant_id, grant.pk), robust=True)
    return grant


@transaction.atomic
def disconnect(mailbox: Mailbox, *, by: Actor) -> None:
    """Forget the tokens. Giving the leave back at the provider is up to the company: only there it is seen."""
    count, _rows = MailGrant.objects.filter(mailbox=mailbox).delete()
    if count:
        record(MAILBOX_DISCONNECTED, mailbox, by=by, address=mailbox.address)


def relay_of(tenant_id: int, sender: str) -> Callable[[], Relay] | None:
    """The server of a sender's own mailbox, where it has one (helpdesk.mailout.relays)."""
    mailbox = Mailbox.objects.filter(address=sender, is_active=True).exclude(smtp_host="").one()
    account = fetch.account_of(mailbox, tenant_id) if mailbox else None
    if mailbox is None or account is None:
        return None

    def relay() -> Relay:
        token = grants.token_for(tenant_id, mailbox.pk) if account.by_token else ""
        return Relay(mailbox.smtp_host, mailbox.smtp_port, user=account.user, password=account.password, token=token,
                     is_own=True)  # fmt: skip

    return relay


relays.find_with(relay_of)
