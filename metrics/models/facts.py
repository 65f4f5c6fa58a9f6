"""What is true of each ticket, derived from its events by metrics.facts and from nothing else.

`at` is the instant that puts the row into a period, `day` its local day in the company's zone. Durations are whole
seconds, once by the calendar and once in business time.
"""

from django.db import models

from helpdesk.tenancy.models import TenantManager, TenantModel
from metrics.models.dimensions import DimensionQuerySet, Dimensions
from sla.models import Metric


class FactQuerySet(DimensionQuerySet):
    def counted(self):
        """Without spam, deleted and merged tickets."""
        return self.filter(is_excluded=False)

    def on_days(self, days):
        """All days for None."""
        return self if days is None else self.filter(day__in=days)

    def between(self, start, end):
        """Dated in [start, end)."""
        return self.filter(at__gte=start, at__lt=end)


class Fact(Dimensions):
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    day = models.DateField()
    agent_id = models.BigIntegerField(null=True)
    is_excluded = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        abstract = True

    def __str__(self):
        return f"{self._meta.verbose_name} of ticket {self.ticket_id} at {self.at:%F %T}"


class TicketFactQuerySet(FactQuerySet):
    def unresolved(self):
        return self.filter(is_unresolved=True)

    def awaiting_first_reply(self):
        return self.unresolved().filter(waiting_since__isnull=False, is_answered=False)


class TicketFact(Fact):
    """A ticket as it stands after event number `version`; dated by its creation, teams and priority as of now."""

    version = models.PositiveIntegerField()
    category_id = models.BigIntegerField(null=True)
    organization_id = models.BigIntegerField(null=True)
    status_category = models.CharField(max_length=10)
    is_unresolved = models.BooleanField()  # and present
    is_started_by_agent = models.BooleanField(default=False)
    is_answered = models.BooleanField(default=False)
    waiting_since = models.DateTimeField(null=True)  # the oldest customer message nobody answered
    public_replies = models.PositiveIntegerField(default=0)
    reopen_count = models.PositiveIntegerField(default=0)
    first_resolved_at = models.DateTimeField(null=True)

    objects = TenantManager.from_queryset(TicketFactQuerySet)()

    class Meta(Fact.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "ticket"], name="one_fact_per_ticket")]
        indexes = [
            models.Index(fields=["tenant", "at"], name="ticket_fact_by_time"),
            models.Index(fields=["tenant", "day"], name="ticket_fact_by_day"),
            models.Index(
                fields=["tenant", "at"], condition=models.Q(is_unresolved=True), name="ticket_fact_unresolved"
            ),
        ]


class ReplyFact(Fact):
    """A public reply that ended a customer's wait, by its author: the first of the ticket, or a later one."""

    seq = models.PositiveIntegerField()
    is_first = models.BooleanField()
    seconds = models.PositiveBigIntegerField()
    business_seconds = models.PositiveBigIntegerField()

    objects = TenantManager.from_queryset(FactQuerySet)()

    class Meta(Fact.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "ticket", "seq"], name="one_reply_fact_per_event")]
        indexes = [
            models.Index(fields=["tenant", "is_first", "at"], name="reply_fact_by_time"),
            models.Index(fields=["tenant", "day"], name="reply_fact_by_day"),
        ]


class ResolveFact(Fact):
    """One resolving of a ticket, for its assignee and team at that moment."""

    class By(models.TextChoices):
        AGENT = "agent"
        CONTACT = "contact"
        AUTOMATION = "automation"

    seq = models.PositiveIntegerField()
    resolved_by = models.CharField(max_length=10, choices=By.choices)
    is_first = models.BooleanField()
    is_standing = models.BooleanField()  # the latest one, of a ticket that is resolved now
    is_reopened = models.BooleanField(default=False)  # and that counts (spec/metrics.md §3.3)
    public_replies = models.PositiveIntegerField()  # up to then, the opening message left out
    seconds = models.PositiveBigIntegerField()  # from creation
    business_seconds = models.PositiveBigIntegerField()
    active_seconds = models.PositiveBigIntegerField()  # without the stretches in which it was resolved
    active_business_seconds = models.PositiveBigIntegerField()
    wait_seconds = models.PositiveBigIntegerField()  # of those: not pending
    wait_business_seconds = models.PositiveBigIntegerField()

    objects = TenantManager.from_queryset(FactQuerySet)()

    class Meta(Fact.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "ticket", "seq"], name="one_resolve_fact_per_event")]
        indexes = [
            models.Index(fields=["tenant", "at"], name="resolve_fact_by_time"),
            models.Index(fields=["tenant", "day"], name="resolve_fact_by_day"),
        ]


class PromiseFact(Fact):
    """A clock of sla's that was decided: met when it was satisfied in time, missed from its breach on."""

    metric = models.CharField(max_length=20, choices=Metric.choices)
    instance = models.PositiveSmallIntegerField()
    is_met = models.BooleanField()

    objects = TenantManager.from_queryset(FactQuerySet)()

    class Meta(Fact.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "ticket", "metric", "instance"], name="one_promise_fact_per_clock"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "at"], name="promise_fact_by_time"),
            models.Index(fields=["tenant", "day"], name="promise_fact_by_day"),
        ]


class RatingFact(Fact):
    """A customer's score, for the assignee and team at the resolve it was asked about; dated by the answer."""

    survey_id = models.BigIntegerField()
    score = models.PositiveSmallIntegerField()

    objects = TenantManager.from_queryset(FactQuerySet)()

    class Meta(Fact.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "survey_id"], name="one_rating_fact_per_survey")]
        indexes = [
            models.Index(fields=["tenant", "ticket"], name="rating_fact_of_ticket"),
            models.Index(fields=["tenant", "at"], name="rating_fact_by_time"),
            models.Index(fields=["tenant", "day"], name="rating_fact_by_day"),
        ]
