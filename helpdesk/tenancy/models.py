"""The customer companies, their addresses on the web, and the base of every row that belongs to one."""

from functools import lru_cache
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from helpdesk.tenancy.context import current_tenant_id


class Tenant(models.Model):
    """A company that runs its support here. A directory row: it holds no content of theirs."""

    slug = models.CharField(max_length=40, unique=True, validators=[RegexValidator(r"^[a-z][a-z0-9-]{1,38}[a-z0-9]$")])
    name = models.CharField(max_length=120)
    ticket_prefix = models.CharField(max_length=10, validators=[RegexValidator(r"^[A-Z][A-Z0-9]{1,9}$")])
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=12, default="en")
    hue = models.PositiveSmallIntegerField(default=264)
    is_demo = models.BooleanField(default=False)
    survey_delay_seconds = models.PositiveIntegerField(default=24 * 3600)
    survey_quiet_days = models.PositiveSmallIntegerField(default=14)
    survey_sample_share = models.DecimalField(max_digits=5, decimal_places=4, default=1)
    auto_close_hours = models.PositiveIntegerField(default=168)
    needs_second_factor = models.BooleanField(default=False)  # of everybody on the staff, to open any page
    undo_send_seconds = models.PositiveSmallIntegerField(default=0)
    settings_stamp = models.UUIDField(default=uuid4, editable=False)  # tenancy.keeping; never save an old one back
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(survey_sample_share__gte=0, survey_sample_share__lte=1), name="sample_share_from_0_to_1"
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if f"{self.slug}.{settings.HELPDESK_DOMAIN}" == settings.HELPDESK_FILES_DOMAIN:
            raise ValidationError({"slug": _("That is the address of files that were sent. Choose another.")})


class TenantDomain(models.Model):
    """A web address of a tenant's own, beside its sub-domain."""

    host = models.CharField(max_length=253, unique=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="domains")

    def __str__(self):
        return self.host


class TenantQuerySet(models.QuerySet):
    """Base of the querysets of tenant tables: `TenantManager.from_queryset(TicketQuerySet)()`."""

    def select_for_update(self, nowait=False, skip_locked=False, of=(), no_key=True):
        """Django's, but FOR NO KEY UPDATE.

        Rows that point to the locked one check it at their COMMIT with FOR KEY SHARE. Were they to wait for us there
        while we wait for a unique row of theirs, both would stand still (met with tickets, and with API tokens).
        """
        return super().select_for_update(nowait=nowait, skip_locked=skip_locked, of=of, no_key=no_key)

    def one(self):
        """The row there is, or None, where there can be one at most: `first` would write and ask for an order."""
        return next(iter(self), None)


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):
    """Rows of the open scope's tenant only; raises NoTenant outside one. Row-level security is the second wall."""

    def get_queryset(self):
        rows = _rows_of(self._queryset_class, self.model, current_tenant_id())._chain()
        rows._db, rows._hints = self._db, self._hints
        return rows

    def none(self):
        """No rows, which is harmless anywhere: forms are declared before any tenant is known."""
        return super().get_queryset().none()


@lru_cache(maxsize=4096)
def _rows_of(queryset_class, model, tenant_id: int) -> models.QuerySet:
    """A queryset to begin from, never evaluated: building the filter anew cost a tenth of every action."""
    return queryset_class(model=model).filter(tenant_id=tenant_id)


class TenantModel(models.Model):
    """A row that belongs to one tenant. The tenant is filled in from the open scope and never changed."""

    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.DO_NOTHING,
        related_name="+",
        editable=False,
        default=current_tenant_id,
        db_index=False,  # the primary key (tenant_id, id) already leads with it
    )

    objects = TenantManager()

    # Whether every action of a ticket reads the table and people rarely write it: then tenancy.keeping keeps answers.
    is_setting = False

    class Meta:
        abstract = True
        base_manager_name = "objects"
