"""Other people's servers that are told of what happens here, and each time they were."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class Endpoint(TenantModel):
    """An address that signed messages are posted to."""

    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    secret = models.CharField(max_length=300)  # sealed (helpdesk.base.sealing)
    former_secret = models.CharField(max_length=300, blank=True)  # signs beside the new one for a day
    former_until = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    off_because = models.CharField(max_length=300, blank=True)
    arrived_at = models.DateTimeField(null=True)  # the last message that got through
    # The breaker: since when nothing got through, how often in a row, and until when nobody tries.
    failing_since = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    rests_until = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="one_endpoint_per_name")]

    def __str__(self):
        return self.name


class CallQuerySet(TenantQuerySet):
    def newest_first(self) -> "CallQuerySet":
        return self.order_by("-id")


class Call(TenantModel):
    """One message to one endpoint, kept until it arrived or was given up, and to look at afterwards."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("arrived")
        DEAD = "dead", _("given up")

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="calls", db_index=False)
    key = models.CharField(max_length=60)  # the receiver's means to know a repetition
    kind = models.CharField(max_length=60)
    body = models.TextField()
    created_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    said = models.CharField(max_length=300, blank=True)  # what the last attempt came to, in words

    objects = TenantManager.from_queryset(CallQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="one_call_per_key"),
            models.CheckConstraint(
                condition=Q(state="waiting", done_at=None) | (~Q(state="waiting") & Q(done_at__isnull=False)),
                name="a_call_is_done_at_its_end",
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="waiting"), name="call_due"),
            models.Index("tenant", "endpoint", F("id").desc(), name="call_of_endpoint"),
        ]

    def __str__(self):
        return f"{self.kind} to {self.endpoint_id}: {self.state}"
