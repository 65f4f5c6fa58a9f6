"""Automation: what a rule listens to, for which tickets, what it does; its versions, and the trace of all its looks."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet

MOST_AN_HOUR = 200


def no_conditions() -> dict:
    return {"all": [], "any": []}


class RuleQuerySet(TenantQuerySet):
    def existing(self) -> "RuleQuerySet":
        return self.filter(deleted_at=None)

    def in_force(self) -> "RuleQuerySet":
        return self.existing().filter(is_active=True, paused_at=None)

    def in_order(self) -> "RuleQuerySet":
        return self.order_by("position", "id")


class Rule(TenantModel):
    is_setting = True

    class Since(models.TextChoices):
        """From when a rule on time counts."""

        STATUS = "status", _("since the ticket has its status")
        CREATED = "created", _("since the ticket was opened")
        TOUCHED = "touched", _("since anybody last did something")
        CUSTOMER_SAID = "customer_said", _("since the customer last wrote")
        AGENT_SAID = "agent_said", _("since an agent last answered")

    class Basis(models.TextChoices):
        CALENDAR = "calendar", _("around the clock")
        BUSINESS = "business", _("in business hours")

    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=False)
    deleted_at = models.DateTimeField(null=True)
    events = models.JSONField(default=list)  # names of tickets.automation.moments; none for a rule on time
    since = models.CharField(max_length=13, choices=Since.choices, blank=True)
    wait_seconds = models.PositiveIntegerField(null=True)
    basis = models.CharField(max_length=8, choices=Basis.choices, default=Basis.CALENDAR)
    conditions = models.JSONField(default=no_conditions)
    actions = models.JSONField(default=list)
    once_per_ticket = models.BooleanField(default=False)
    for_every_ticket = models.BooleanField(default=False)  # said expressly: no conditions, and customers notice
    # Of a rule on time, said expressly: it also acts on tickets whose time had passed when it came to be.
    catches_up = models.BooleanField(default=False)
    acts_from = models.DateTimeField(null=True)  # what passed before is none of its business; empty: everything is
    most_an_hour = models.PositiveIntegerField(default=MOST_AN_HOUR)  # tickets; beyond that it asks first
    paused_at = models.DateTimeField(null=True)
    paused_because = models.CharField(max_length=300, blank=True)
    counted_from = models.DateTimeField(null=True)  # somebody let it go on: the hour counts from here
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    # A rule on time whose rows are being planned for tickets that are there already, up to this id.
    placed_version = models.PositiveIntegerField(default=0)
    placed_up_to = models.BigIntegerField(default=0)

    objects = TenantManager.from_queryset(RuleQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], condition=Q(deleted_at=None), name="one_rule_per_name"),
            models.CheckConstraint(
                condition=Q(since="", wait_seconds=None) | (~Q(since="") & Q(wait_seconds__gte=60, events=[])),
                name="a_rule_is_about_events_or_about_time",
            ),
            models.CheckConstraint(condition=Q(most_an_hour__gte=1), name="a_rule_may_touch_a_ticket"),
            models.CheckConstraint(condition=Q(paused_at=None) | ~Q(paused_because=""), name="a_paused_rule_says_why"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_on_time(self) -> bool:
        return bool(self.since)


class AutomationLimit(TenantModel):
    """How many tickets all rules of the company together may touch within an hour; without a row the usual number."""

    is_setting = True

    most_an_hour = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant"], name="one_automation_limit"),
            models.CheckConstraint(condition=Q(most_an_hour__gte=1), name="rules_may_touch_a_ticket"),
        ]

    def __str__(self):
        return f"{self.most_an_hour} tickets an hour"


class RuleVersion(TenantModel):
    """A rule as it was at one time: written once, to read and to return to."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    author = models.CharField(max_length=200)
    changes = models.TextField(blank=True)
    definition = models.JSONField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "rule", "number"], name="one_rule_version_per_number")]

    def __str__(self):
        return f"rule {self.rule_id} version {self.number}"


class RuleRunQuerySet(TenantQuerySet):
    def newest_first(self) -> "RuleRunQuerySet":
        return self.order_by("-id")

    def fired(self) -> "RuleRunQuerySet":
        return self.filter(outcome=RuleRun.Outcome.FIRED)


class RuleRun(TenantModel):
    """One look of one rule at one ticket: whether it acted, why or why not, and what each action did. Written once."""

    class Outcome(models.TextChoices):
        FIRED = "fired", _("acted")
        NO_MATCH = "no_match", _("did not apply")
        ONCE = "once", _("had acted before")
        OWN_CHANGE = "own_change", _("not on its own change")
        STOPPED = "stopped", _("stopped: too many rules in a row")
        PAUSED = "paused", _("paused itself")
        BROKEN = "broken", _("is broken")
        FAILED = "failed", _("failed")

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="runs", db_index=False)
    rule_version = models.PositiveIntegerField()
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="rule_runs", db_index=False)
    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    anchor_at = models.DateTimeField(null=True)  # of a rule on time: from when it had counted
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    because = models.TextField(blank=True)
    results = models.JSONField(default=list)  # what each action did, in words
    chain = models.JSONField(default=list)  # the rules that led here, the first one first, and this one

    objects = TenantManager.from_queryset(RuleRunQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "rule", "event"],
                condition=Q(event__isnull=False),
                name="a_rule_looks_once_at_an_event",
            ),
            models.UniqueConstraint(
                fields=["tenant", "rule", "ticket", "anchor_at"],
                condition=Q(event__isnull=True, outcome="fired"),
                name="a_rule_on_time_acts_once_an_anchor",
            ),
            models.CheckConstraint(
                condition=Q(event__isnull=False) | Q(anchor_at__isnull=False), name="a_look_has_an_event_or_an_anchor"
            ),
        ]
        indexes = [
            models.Index("tenant", "ticket", F("id").desc(), name="rule_run_of_ticket"),
            models.Index("tenant", "rule", F("at").desc(), F("id").desc(), name="rule_run_by_time"),
            # Most looks come to nothing: what rules did is counted without reading those, and those are forgotten.
            models.Index("tenant", F("at").desc(), condition=~Q(outcome="no_match"), name="rule_run_that_told"),
            models.Index(
                fields=["at"], condition=Q(outcome__in=["no_match", "once", "own_change"]), name="rule_run_to_forget"
            ),
        ]

    def __str__(self):
        return f"rule {self.rule_id} at ticket {self.ticket_id}: {self.outcome}"

    @property
    def tone(self) -> str:
        return {"fired": "ok", "stopped": "late", "paused": "warn", "broken": "late", "failed": "late"}.get(
            self.outcome, "plain"
        )


class ChainedEvent(TenantModel):
    """An event that a rule brought about: which rules led to it, so that a later one knows what it follows."""

    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="+", db_index=False)
    chain = models.JSONField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "event"], name="one_chain_per_event")]

    def __str__(self):
        return f"event {self.event_id} by {self.chain}"


class RuleDueQuerySet(TenantQuerySet):
    def due(self, now) -> "RuleDueQuerySet":
        return self.filter(state=RuleDue.State.PENDING, fire_at__lte=now)


class RuleDue(TenantModel):
    """When a rule on time must look at a ticket: all that its sweep reads."""

    class State(models.TextChoices):
        PENDING = "pending"
        LOOKED = "looked"  # its conditions did not hold; the next change of the ticket makes it look again
        FIRED = "fired"

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="dues", db_index=False)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+")
    anchor_at = models.DateTimeField()
    fire_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)

    objects = TenantManager.from_queryset(RuleDueQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "rule", "ticket"], name="one_due_row_per_rule_and_ticket")
        ]
        indexes = [
            models.Index(fields=["tenant", "fire_at"], condition=Q(state="pending"), name="rule_due_pending_of_tenant"),
            models.Index(fields=["fire_at"], condition=Q(state="pending"), name="rule_due_pending"),
        ]

    def __str__(self):
        return f"rule {self.rule_id} looks at ticket {self.ticket_id} at {self.fire_at}"
