"""The event log, the product's memory, and the deliveries that tell the rest of the house about it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from helpdesk.events.catalog import kind_named
from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class EventStream(TenantModel):
    """A row with a history of its own: its events are numbered without gaps, and `version` is the newest number.

    `version` is also what a stale edit is judged by (ETag, live updates).
    """

    event_stream = ""  # the name under which its events are kept, e.g. "ticket"

    version = models.PositiveIntegerField(default=0, editable=False)
    last_event_at = models.DateTimeField(null=True, editable=False)

    class Meta(TenantModel.Meta):
        abstract = True


class EventQuerySet(TenantQuerySet):
    def about(self, subject) -> "EventQuerySet":
        return self.filter(subject_kind=subject.event_stream, subject_id=subject.pk)

    def about_each(self, stream: str, ids) -> "EventQuerySet":
        """The events of many subjects of one sort."""
        return self.filter(subject_kind=stream, subject_id__in=ids)

    def in_order(self) -> "EventQuerySet":
        return self.order_by("occurred_at", "seq", "id")

    def since(self, instant) -> "EventQuerySet":
        return self.filter(occurred_at__gte=instant)


class Event(TenantModel):
    """One thing that happened. Written once, in the transaction of what it tells of; never changed."""

    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    seq = models.PositiveIntegerField(null=True)
    occurred_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    cause = models.UUIDField()
    data = models.JSONField(default=dict)

    objects = TenantManager.from_queryset(EventQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "subject_kind", "subject_id", "seq"], name="one_event_per_number_in_a_stream"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "occurred_at"], name="event_by_time"),
            models.Index(fields=["tenant", "kind", "occurred_at"], name="event_by_kind"),
            # The audit trail: the few events beside the streams of tickets, contacts and articles.
            models.Index("tenant", F("occurred_at").desc(), F("id").desc(), condition=Q(seq=None), name="event_audit"),
        ]

    #: ids of other subjects that whoever reads this sees too, and which it may therefore name (`Kind.names`)
    may_name: frozenset[int] = frozenset()

    def __str__(self):
        return f"{self.kind} {self.subject_kind}/{self.subject_id}#{self.seq}"

    @property
    def sentence(self) -> str:
        name = self.actor_name
        if self.actor_kind == "system":  # a part of the product: "routing" begins a sentence as anybody does
            name = name[:1].upper() + name[1:].replace("/", " ")  # rule/12: "Rule 12"
        return kind_named(self.kind).sentence(
            {"actor": name, **self.data, **dict.fromkeys(self._withheld(), _("another one"))}
        )

    @property
    def told(self) -> dict:
        """The data without the names and ids that its reader is not to learn."""
        withheld = self._withheld()
        return {key: value for key, value in self.data.items() if key.removesuffix("_id") not in withheld}

    def named_ids(self) -> set[int]:
        """The ids of the other subjects that it names."""
        return {self.data[f"{word}_id"] for word in kind_named(self.kind).names if f"{word}_id" in self.data}

    def _withheld(self) -> list[str]:
        return [word for word in kind_named(self.kind).names if self.data.get(f"{word}_id") not in self.may_name]

    @property
    def is_public(self) -> bool:
        return kind_named(self.kind).public


class DeliveryQuerySet(TenantQuerySet):
    def pending(self) -> "DeliveryQuerySet":
        return self.filter(state=Delivery.State.PENDING)


class Delivery(TenantModel):
    """One *after* subscriber's turn with one event: done once it ran to its end, tried again until then."""

    class State(models.TextChoices):
        PENDING = "pending"
        DONE = "done"
        DEAD = "dead"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    error = models.TextField(blank=True)

    objects = TenantManager.from_queryset(DeliveryQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "event", "subscriber"], name="one_delivery_per_event_subscriber")
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="pending"), name="delivery_pending"),
        ]

    def __str__(self):
        return f"{self.subscriber} of event {self.event_id}: {self.state}"


class SealQuerySet(TenantQuerySet):
    def newest(self) -> "Seal | None":
        """The end of the company's chain, without the fingerprints."""
        return self.defer("prints").order_by("-number").first()


class Seal(TenantModel):
    """Some events in a row, as they were when it was written; its hash holds the one of the seal before (sealing)."""

    number = models.PositiveIntegerField()
    upto = models.BigIntegerField()  # the id of the last event in it; the first one follows the seal before
    sealed_at = models.DateTimeField()
    prints = models.BinaryField()  # of each event one fingerprint, in the order of their ids
    hash = models.CharField(max_length=64)

    objects = TenantManager.from_queryset(SealQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="one_seal_per_number")]

    def __str__(self):
        return f"seal {self.number} up to event {self.upto}"


class SealCheck(TenantModel):
    """How far the periodic check of a company's seals has come, and in how many of them something does not fit."""

    reached = models.PositiveIntegerField(default=0)  # the seal looked at last; from the end it goes back to the first
    newest = models.PositiveIntegerField(default=0)  # the last one it ever saw: without it the end was taken away
    wrong_so_far = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)  # when it last came to the end
    wrong = models.PositiveIntegerField(default=0)  # what it had found by then

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant"], name="one_seal_check_per_company")]

    def __str__(self):
        return f"checked up to seal {self.reached}"
