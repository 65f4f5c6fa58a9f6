"""Whose mail a company never takes for spam, whose it always does, and how far others' judgement is believed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class ListedSenderQuerySet(TenantQuerySet):
    def by_pattern(self) -> "ListedSenderQuerySet":
        return self.order_by("pattern", "id")


class ListedSender(TenantModel):
    """An address, or a domain with all below it. The most exact one that fits decides."""

    pattern = models.CharField(max_length=320)  # normalised; without an @ it is a domain
    is_allowed = models.BooleanField(default=False)
    because = models.CharField(max_length=200, blank=True)
    added_by = models.CharField(max_length=200)
    added_at = models.DateTimeField()

    objects = TenantManager.from_queryset(ListedSenderQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "pattern"], name="listed_once_per_sender")]

    def __str__(self):
        return self.pattern


class SpamSettings(TenantModel):
    """At most one row a company; without one the defaults hold."""

    class Believed(models.TextChoices):
        TRUSTED = "trusted", _("only of servers we trust")
        ALWAYS = "always", _("in every mail")
        NEVER = "never", _("never")

    is_setting = True

    believed = models.CharField(
        _("spam marks are believed"), max_length=8, choices=Believed.choices, default=Believed.TRUSTED
    )
    # From which score on a mail is spam; none: as the filter that gave the score says itself.
    score_limit = models.FloatField(_("spam from a score of"), null=True, blank=True)

    # Else mail that claims a conversation becomes a ticket of its own, which says where it may belong.
    holds_claims = models.BooleanField(_("mail that claims somebody else's conversation is held"), default=False)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant"], name="spam_settings_once_per_tenant")]

    def __str__(self):
        return f"{self.believed}, {self.score_limit}"
