"""An address that receives and sends."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class MailboxQuerySet(TenantQuerySet):
    def in_order(self) -> "MailboxQuerySet":
        return self.order_by("-is_default", "address")


class Mailbox(TenantModel):
    class Alarm(models.TextChoices):
        FETCH = "fetch"  # its server refuses us
        SILENT = "silent"  # no mail comes where there always was some

    class Access(models.TextChoices):
        PASSWORD = "password", _("Password")
        MICROSOFT = "microsoft", "Microsoft"
        GOOGLE = "google", "Google"

    address = models.CharField(max_length=320)  # normalised like a contact's
    name = models.CharField(max_length=120)  # the sender name customers see
    team = models.ForeignKey("accounts.Team", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    signature = models.TextField(blank=True)
    is_default = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    sends_acknowledgement = models.BooleanField(default=True)
    access = models.CharField(max_length=10, choices=Access.choices, default=Access.PASSWORD)
    imap_host = models.CharField(max_length=253, blank=True)
    imap_port = models.PositiveIntegerField(default=993)
    imap_user = models.CharField(max_length=320, blank=True)
    imap_password = models.CharField(max_length=600, blank=True)  # encrypted (tickets.channels.email.fetch)
    imap_folder = models.CharField(max_length=120, default="INBOX")
    imap_uid_validity = models.BigIntegerField(null=True)
    imap_last_uid = models.BigIntegerField(default=0)
    smtp_host = models.CharField(max_length=253, blank=True)  # sends by its own server, with the same sign-in
    smtp_port = models.PositiveIntegerField(default=587)
    fetch_error = models.CharField(max_length=500, blank=True)
    fetched_at = models.DateTimeField(null=True)
    fetch_failing_since = models.DateTimeField(null=True)
    provider = models.CharField(max_length=12, blank=True)  # who brings mail by calling us (tickets.channels.providers)
    provider_key = models.CharField(max_length=1000, blank=True)  # what its calls are signed with, encrypted
    hook_generation = models.PositiveIntegerField(default=0)  # a new one makes the addresses it calls void
    hooks_refused = models.PositiveIntegerField(default=0)
    hook_refused_at = models.DateTimeField(null=True)
    hook_refused_because = models.CharField(max_length=200, blank=True)
    alarm = models.CharField(max_length=10, choices=Alarm.choices, blank=True)  # said once, ended when it is well

    objects = TenantManager.from_queryset(MailboxQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "address"], name="one_mailbox_per_address"),
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(is_default=True), name="one_default_mailbox_per_tenant"
            ),
        ]
        # The receiver asks for an address before it knows whose it is.
        indexes = [models.Index(fields=["address"], name="mailbox_by_address")]
        verbose_name_plural = "mailboxes"

    def __str__(self):
        return self.address
