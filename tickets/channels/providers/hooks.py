"""The addresses at which a provider calls for one mailbox: made for it, signed, and void once it gets new ones."""

from django.conf import settings
from django.db.models import F

from helpdesk.base import clock, ids
from helpdesk.base.sealing import unseal
from helpdesk.tenancy.context import current_tenant, current_tenant_id
from helpdesk.tenancy.directory import base_url
from tickets.channels.email.fetch import owner
from tickets.channels.providers.known import PROVIDERS, Provider
from tickets.models import Mailbox

_ADDRESS, _PASSWORD = "mail/hook", "mail/hook-password"


def address(mailbox: Mailbox, kind: str) -> str:
    """Where the provider calls with incoming mail (`mail`) or with what became of outgoing mail (`events`); "" where it
    does not."""
    provider = provider_of(mailbox)
    if provider is None or (provider.mail if kind == "mail" else provider.events) is None:
        return ""
    ending = provider.ending if kind == "mail" else ""
    scheme, _, host = base_url(current_tenant()).partition("://")
    return f"{scheme}://helpdesk:{password(mailbox)}@{host}/hooks/{token(mailbox)}/{kind}/{ending}"


def provider_of(mailbox: Mailbox) -> Provider | None:
    return PROVIDERS.get(mailbox.provider)


def token(mailbox: Mailbox) -> str:
    return ids.sign(_ADDRESS, mailbox.tenant_id, mailbox.pk, mailbox.hook_generation)


def password(mailbox: Mailbox) -> str:
    return ids.sign(_PASSWORD, mailbox.tenant_id, mailbox.pk, mailbox.hook_generation)


def mailbox_at(text: str) -> Mailbox | None:
    """The mailbox of this company that an address was made for; None for any other, and for one that is void."""
    numbers = ids.read(_ADDRESS, text)
    if numbers is None or len(numbers) != 3 or numbers[0] != current_tenant_id():
        return None
    found = Mailbox.objects.filter(pk=numbers[1], hook_generation=numbers[2], is_active=True).exclude(provider="")
    return found.first()


def key_of(mailbox: Mailbox) -> str:
    return unseal(owner(mailbox.tenant_id), mailbox.provider_key)


def note_refused(mailbox: Mailbox, why: str) -> None:
    """Count a call that was not taken, for the mailbox's page: nothing of it is kept."""
    Mailbox.objects.filter(pk=mailbox.pk).update(
        hooks_refused=F("hooks_refused") + 1, hook_refused_at=clock.now(), hook_refused_because=why[:200]
    )


def is_secure() -> bool:
    """Whether the addresses may be given away: over http the password in them can be read on the way."""
    return settings.PUBLIC_SCHEME == "https"
