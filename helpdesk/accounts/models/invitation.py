"""An invitation to join a company's staff, good once and for 72 hours."""

from django.db import models
from django.db.models import Q

from helpdesk.accounts.permissions import Role
from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class InvitationQuerySet(TenantQuerySet):
    def open(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn; the link itself may be too old and wait to be sent again."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class Invitation(TenantModel):
    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.AGENT)
    team = models.ForeignKey("accounts.Team", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    invited_by = models.ForeignKey("accounts.Agent", on_delete=models.SET_NULL, null=True, related_name="+")
    token_digest = models.CharField(max_length=64)  # the token itself is only in the mail
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(InvitationQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "token_digest"], name="one_invitation_per_token"),
            models.UniqueConstraint(
                fields=["tenant", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_per_address",
            ),
        ]

    def __str__(self):
        return f"{self.email} as {self.role}"

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None
