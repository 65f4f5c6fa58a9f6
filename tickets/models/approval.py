"""Decisions that not everybody may take alone: what there is to decide, and each time somebody asked."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class ApprovalKind(TenantModel):
    """Something agents grant customers, such as a credit: up to which amount each role decides alone, who above it."""

    name = models.CharField(max_length=80)
    unit = models.CharField(max_length=12, blank=True)  # "EUR"; empty where there is no amount to it
    limits = models.JSONField(default=dict)  # role → the most it decides alone, as text; a role without one asks
    approver = models.ForeignKey("accounts.Agent", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    deputy = models.ForeignKey("accounts.Agent", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    hours_to_decide = models.PositiveSmallIntegerField(default=24)
    is_active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="one_approval_kind_per_name"),
            models.CheckConstraint(condition=Q(hours_to_decide__gte=1), name="an_approver_has_an_hour_at_least"),
        ]

    def __str__(self):
        return self.name


class ApprovalQuerySet(TenantQuerySet):
    def waiting(self) -> "ApprovalQuerySet":
        return self.filter(state=Approval.State.WAITING)

    def newest_first(self) -> "ApprovalQuerySet":
        return self.order_by("-asked_at", "-id")


class Approval(TenantModel):
    """One decision asked for on a ticket, and what became of it. Decided once."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")
        LAPSED = "lapsed", _("Nobody decided in time")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="approvals")
    kind = models.ForeignKey(ApprovalKind, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    because = models.CharField(max_length=1000)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey("accounts.Agent", on_delete=models.SET_NULL, null=True, related_name="+")
    asked_of = models.CharField(max_length=500, blank=True)  # the names of those who were asked
    asked_at = models.DateTimeField()
    decide_by = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.Agent", on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=1000, blank=True)

    objects = TenantManager.from_queryset(ApprovalQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, state="waiting")
                | Q(decided_at__isnull=False) & ~Q(state="waiting"),
                name="decided_at_once_decided",
            )
        ]
        indexes = [
            models.Index(fields=["decide_by"], condition=Q(state="waiting"), name="approval_to_lapse"),
            models.Index("tenant", F("asked_at").desc(), condition=Q(state="waiting"), name="approval_waiting"),
        ]

    def __str__(self):
        return f"{self.kind_id} {self.amount} on {self.ticket_id}: {self.state}"
