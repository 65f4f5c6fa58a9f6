"""The addresses a company receives at and answers from."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.base.sealing import seal
from helpdesk.events.actors import Actor
from helpdesk.events.changes import take_over
from helpdesk.events.recording import record
from helpdesk.mailout import wordings
from helpdesk.tenancy.context import current_tenant_id
from tickets.channels.email.directory import mailboxes
from tickets.channels.email.fetch import owner
from tickets.events import MAILBOX_CHANGED
from tickets.models import Mailbox


@transaction.atomic
def make(values: dict, *, by: Actor) -> Mailbox:
    """Make a mailbox; the first one is the default. Raises ValidationError for an address that somebody has."""
    _refuse_taken(values["address"], None)
    values = {**values, "is_default": values.get("is_default") or not Mailbox.objects.exists()}
    _pass_default_on(values)
    mailbox = Mailbox(**_sealed(values))
    mailbox.save()
    record(MAILBOX_CHANGED, mailbox, by=by, address=mailbox.address, changes=_("made"))
    return mailbox


@transaction.atomic
def change(mailbox: Mailbox, values: dict, *, by: Actor) -> Mailbox:
    """Change a mailbox; an empty password keeps the one it has. Raises ValidationError where no default would be
    left."""
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    if mailbox.is_default and not values.get("is_default", True):
        raise ValidationError({"is_default": _("Make another mailbox the default instead.")})
    if mailbox.is_default and not values.get("is_active", True):
        raise ValidationError({"is_active": _("The default mailbox stays in use. Make another one the default first.")})
    _refuse_taken(values.get("address", mailbox.address), mailbox)
    if not mailbox.is_default:
        _pass_default_on(values)
    password = values.pop("imap_password", "")
    if values.get("access", mailbox.access) != mailbox.access:
        mailbox.grants.all().delete()  # leave of one provider is nothing to another
    changes = take_over(mailbox, values)
    if password:
        mailbox.imap_password = seal(owner(current_tenant_id()), password)
        changes = "; ".join(filter(None, (changes, _("new password"))))
    if changes:
        mailbox.save()
        record(MAILBOX_CHANGED, mailbox, by=by, address=mailbox.address, changes=changes)
    return mailbox


@transaction.atomic
def set_provider(mailbox: Mailbox, provider: str, key: str, *, by: Actor) -> Mailbox:
    """Say which provider calls for the mailbox; an empty key keeps the one it has, of the same provider. The same again
    changes nothing."""
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    if mailbox.provider != provider:
        mailbox.provider_key = ""
    changes = take_over(mailbox, {"provider": provider})
    if key:
        mailbox.provider_key = seal(owner(current_tenant_id()), key)
        changes = "; ".join(filter(None, (changes, _("new key"))))
    if changes:
        mailbox.hooks_refused, mailbox.hook_refused_because, mailbox.hook_refused_at = 0, "", None
        mailbox.save()
        record(MAILBOX_CHANGED, mailbox, by=by, address=mailbox.address, changes=changes)
    return mailbox


@transaction.atomic
def renew_hooks(mailbox: Mailbox, *, by: Actor) -> Mailbox:
    """Give the provider's calls new addresses; the old ones are void at once."""
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    mailbox.hook_generation += 1
    mailbox.save(update_fields=["hook_generation"])
    record(MAILBOX_CHANGED, mailbox, by=by, address=mailbox.address, changes=_("new addresses for its provider"))
    return mailbox


@transaction.atomic
def remove(mailbox: Mailbox, *, by: Actor) -> None:
    """Remove a mailbox: its tickets stay and are answered from the default one. Raises ValidationError for that one."""
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    if mailbox.is_default:
        raise ValidationError(_("The default mailbox cannot be removed. Make another one the default first."))
    record(MAILBOX_CHANGED, mailbox, by=by, address=mailbox.address, changes=_("removed"))
    wordings.forget_mailbox(mailbox.pk)
    mailbox.delete()


def _refuse_taken(address: str, mailbox: Mailbox | None) -> None:
    # Two companies with one address could not be told apart by the receiver; whose it is stays unsaid.
    for route in mailboxes([address]).values():
        if mailbox is None or (route.tenant_id, route.mailbox_id) != (current_tenant_id(), mailbox.pk):
            raise ValidationError({"address": _("This address cannot be used: it is a mailbox already.")})


def _sealed(values: dict) -> dict:
    return {**values, "imap_password": seal(owner(current_tenant_id()), values.get("imap_password", ""))}


def _pass_default_on(values: dict) -> None:
    # The old default is locked and cleared first: the database allows one a tenant.
    if values.get("is_default"):
        for old in Mailbox.objects.select_for_update().filter(is_default=True):
            old.is_default = False
            old.save(update_fields=["is_default"])
