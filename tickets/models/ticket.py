"""A request and the work on it. What lists need stands on the ticket itself, so that a queue is an index scan."""

from datetime import timedelta

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from helpdesk.base.conditions import exactly_when
from helpdesk.events.models import EventStream
from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from tickets.models.channel import Channel
from tickets.models.involved import ReadMark
from tickets.models.priority import Priority
from tickets.models.status import UNRESOLVED, StatusCategory
from tickets.models.visibility import Eyes, eyes_of, seen_with

NEWEST_FIRST = F("last_message_at").desc(), F("id").desc()


class TicketQuerySet(TenantQuerySet):
    def visible_to(self, agent) -> "TicketQuerySet":
        """What the agent may see at all (tickets.models.visibility)."""
        return self.filter(seen_with(eyes_of(agent)))

    def seen_with(self, eyes: Eyes) -> "TicketQuerySet":
        """The same for all who have these eyes."""
        return self.filter(seen_with(eyes))

    def with_read_mark(self, agent) -> "TicketQuerySet":
        """Each ticket's `read_at`: when the agent last read it, None for never."""
        mark = ReadMark.objects.filter(ticket=OuterRef("pk"), agent=agent)
        return self.annotate(read_at=Subquery(mark.values("read_at")))

    def asked_by(self, contact) -> "TicketQuerySet":
        """The tickets a contact may follow in the portal: its own and those it was added to."""
        return self.filter(Q(requester=contact) | Q(participants__contact=contact)).distinct()

    def present(self) -> "TicketQuerySet":
        """Neither spam nor deleted nor merged away."""
        return self.filter(is_spam=False, deleted_at=None, merged_into=None)

    def open(self) -> "TicketQuerySet":
        """Work still to do: unresolved and present."""
        return self.filter(is_open=True)

    def awake(self) -> "TicketQuerySet":
        return self.filter(snoozed_until=None)

    def asleep(self) -> "TicketQuerySet":
        """Open work that somebody put aside until later."""
        return self.filter(is_open=True, snoozed_until__isnull=False)

    def spam(self) -> "TicketQuerySet":
        return self.filter(is_spam=True, deleted_at=None)

    def in_category(self, *categories: str) -> "TicketQuerySet":
        return self.filter(status_category__in=categories)

    def assigned_to(self, agent) -> "TicketQuerySet":
        return self.filter(assignee=agent)

    def unassigned(self) -> "TicketQuerySet":
        return self.filter(assignee=None)

    def waiting_for(self, team) -> "TicketQuerySet":
        """Work of the team that nobody owns, by due time, then age. Without a clock it counts as due after a day.

        Who gets a private ticket is for its circle to say.
        """
        due = Coalesce("due_at", F("created_at") + timedelta(days=1))
        return self.open().awake().unassigned().filter(team=team, is_private=False).order_by(due, "id")

    def in_hand(self) -> "TicketQuerySet":
        """Open work that is not the customer's turn."""
        return self.open().exclude(status_category=StatusCategory.PENDING)

    def of_team(self, team) -> "TicketQuerySet":
        return self.filter(team=team)

    def due_before(self, instant) -> "TicketQuerySet":
        return self.open().filter(due_at__lt=instant)

    def overdue(self, *, at) -> "TicketQuerySet":
        return self.open().filter(due_at__lt=at)

    def resolved_since(self, instant) -> "TicketQuerySet":
        return self.present().filter(resolved_at__gte=instant)

    def newest_activity_first(self) -> "TicketQuerySet":
        return self.order_by("-last_message_at", "-id")

    def most_urgent_first(self) -> "TicketQuerySet":
        """By next due time; tickets without a running clock come last."""
        return self.order_by(F("due_at").asc(nulls_last=True), "id")


class Ticket(EventStream):
    event_stream = "ticket"

    number = models.PositiveIntegerField(editable=False)
    subject = models.CharField(max_length=300)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    mailbox = models.ForeignKey(
        "tickets.Mailbox", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    requester = models.ForeignKey("tickets.Contact", on_delete=models.PROTECT, related_name="tickets", db_index=False)
    organization = models.ForeignKey(
        "tickets.Organization", on_delete=models.SET_NULL, null=True, related_name="tickets", db_index=False
    )
    status = models.ForeignKey("tickets.Status", on_delete=models.PROTECT, related_name="+", db_index=False)
    status_category = models.CharField(max_length=10, choices=StatusCategory.choices)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    kind = models.CharField(max_length=20, blank=True)  # question, incident, problem, task: the tenant's "type"
    category = models.ForeignKey("tickets.Category", on_delete=models.SET_NULL, null=True, related_name="+")
    team = models.ForeignKey("accounts.Team", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    assignee = models.ForeignKey(
        "accounts.Agent", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    language = models.CharField(max_length=12, blank=True)
    custom_fields = models.JSONField(default=dict)

    created_at = models.DateTimeField(editable=False)
    created_by_agent = models.BooleanField(default=False)
    # The newest thing said, by anyone, publicly or not; and the newest from outside. Lists sort and mark by them.
    last_message_at = models.DateTimeField()
    last_customer_message_at = models.DateTimeField(null=True)
    last_agent_message_at = models.DateTimeField(null=True)
    first_reply_at = models.DateTimeField(null=True)
    assigned_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reopened_count = models.PositiveSmallIntegerField(default=0)

    is_open = models.BooleanField(default=True)
    is_spam = models.BooleanField(default=False)
    is_private = models.BooleanField(default=False)  # for its circle only: tickets.models.visibility
    spam_score = models.FloatField(null=True)  # what a filter gave its first mail; none: nobody looked
    deleted_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="merged_from")
    follows_up = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="follow_ups")
    split_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    # A stranger wrote to this ticket's thread: kept apart until an agent accepts it (spec/security.md row 4).
    claims_ticket = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="claims")
    snoozed_until = models.DateTimeField(null=True)  # kept by tickets.snoozing, with the row that says why
    approval_due_at = models.DateTimeField(null=True)  # until when a decision is waited for; tickets.approvals keeps it
    escalation_level = models.PositiveSmallIntegerField(default=0)

    # Kept by sla, which alone knows why: the next thing due, which clock that is, and by when we promised to answer.
    due_at = models.DateTimeField(null=True)
    due_metric = models.CharField(max_length=20, blank=True)
    due_calendar = models.BigIntegerField(null=True)  # whose hours the time left is counted in; none: every second
    reply_due_at = models.DateTimeField(null=True)
    at_risk_from = models.DateTimeField(null=True)
    is_breached = models.BooleanField(default=False)

    objects = TenantManager.from_queryset(TicketQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="one_ticket_per_number"),
            models.CheckConstraint(
                condition=exactly_when(
                    Q(is_open=True),
                    Q(status_category__in=UNRESOLVED, is_spam=False, deleted_at__isnull=True, merged_into__isnull=True),
                ),
                name="open_means_unresolved_and_present",
            ),
            models.CheckConstraint(
                condition=exactly_when(
                    Q(resolved_at__isnull=False),
                    Q(status_category__in=[StatusCategory.RESOLVED, StatusCategory.CLOSED]),
                ),
                name="resolved_at_only_when_resolved",
            ),
            models.CheckConstraint(
                condition=exactly_when(Q(closed_at__isnull=False), Q(status_category=StatusCategory.CLOSED)),
                name="closed_at_only_when_closed",
            ),
        ]
        indexes = [
            models.Index("tenant", *NEWEST_FIRST, condition=Q(is_open=True), name="ticket_open"),
            models.Index(
                "tenant", "assignee", *NEWEST_FIRST, condition=Q(is_open=True), name="ticket_open_by_assignee"
            ),
            models.Index("tenant", "team", *NEWEST_FIRST, condition=Q(is_open=True), name="ticket_open_by_team"),
            models.Index(
                fields=["tenant", "due_at", "id"],
                condition=Q(is_open=True, due_at__isnull=False),
                name="ticket_open_by_due",
            ),
            models.Index(fields=["tenant", "created_at", "id"], condition=Q(is_open=True), name="ticket_open_by_age"),
            # Those without a value, where a list is sorted by what few have.
            models.Index(fields=["tenant", "id"], condition=Q(is_open=True), name="ticket_open_by_id"),
            models.Index(
                fields=["tenant", "at_risk_from"], condition=Q(is_open=True, is_breached=False), name="ticket_at_risk"
            ),
            models.Index(
                fields=["tenant", "assignee", "due_at", "id"],
                condition=Q(is_open=True, due_at__isnull=False),
                name="ticket_mine_by_due",
            ),
            models.Index(
                "tenant", "status_category", *NEWEST_FIRST, condition=Q(is_open=True), name="ticket_open_by_category"
            ),
            models.Index(
                "tenant",
                F("resolved_at").desc(),
                F("id").desc(),
                condition=Q(resolved_at__isnull=False),
                name="ticket_resolved",
            ),
            models.Index(
                fields=["tenant", "team"], condition=Q(is_open=True, assignee__isnull=True), name="ticket_waiting"
            ),
            models.Index(
                fields=["resolved_at"], condition=Q(status_category=StatusCategory.RESOLVED), name="ticket_to_close"
            ),
            models.Index("tenant", *NEWEST_FIRST, condition=Q(is_spam=True), name="ticket_spam"),
            models.Index(
                "tenant",
                F("created_at").desc(),
                F("id").desc(),
                condition=Q(is_private=True),
                name="ticket_private",
            ),
            models.Index(
                fields=["tenant", "snoozed_until", "id"],
                condition=Q(snoozed_until__isnull=False),
                name="ticket_snoozed",
            ),
            models.Index(fields=["snoozed_until"], condition=Q(snoozed_until__isnull=False), name="ticket_to_wake"),
            models.Index("tenant", "requester", F("created_at").desc(), name="ticket_by_requester"),
            models.Index("tenant", "organization", F("created_at").desc(), name="ticket_by_organization"),
            models.Index("tenant", F("created_at").desc(), F("id").desc(), name="ticket_by_age"),
            models.Index("tenant", F("last_event_at").desc(), F("id").desc(), name="ticket_by_change"),
        ]

    def __str__(self):
        return f"#{self.number} {self.subject}"

    @property
    def is_present(self) -> bool:
        return not self.is_spam and self.deleted_at is None and self.merged_into_id is None

    @property
    def is_resolved(self) -> bool:
        return self.status_category in (StatusCategory.RESOLVED, StatusCategory.CLOSED)

    @property
    def is_closed(self) -> bool:
        return self.status_category == StatusCategory.CLOSED

    @property
    def priority_key(self) -> str:
        return Priority(self.priority).key


class TicketCounter(TenantModel):
    """The last ticket number given out: one row a tenant, its lock held only from the number to the commit."""

    last_number = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant"], name="one_ticket_counter_per_tenant")]

    def __str__(self):
        return str(self.last_number)
