"""What an agent was told, and what of it the agent also wants by mail."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class NoticeQuerySet(TenantQuerySet):
    def to(self, agent) -> "NoticeQuerySet":
        return self.filter(agent=agent)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def shown(self) -> "NoticeQuerySet":
        """Without those that stand with another one."""
        return self.filter(bundle=None)


class Notice(TenantModel):
    """One sentence to one agent about one event, and where to look."""

    class Kind(models.TextChoices):
        ASSIGNED = "assigned", _("A ticket became yours")
        REPLIED = "replied", _("A customer answered")
        MENTIONED = "mentioned", _("You were mentioned")
        PROMISED = "promised", _("An update you promised is due")
        ESCALATED = "escalated", _("A ticket was escalated")
        PROGRESS = "progress", _("A part of your ticket was done")
        WOKE = "woke", _("A ticket you snoozed woke")
        APPROVAL = "approval", _("A decision waits for you, or was taken")
        SYSTEM = "system", _("Something needs an administrator")

    agent = models.ForeignKey("accounts.Agent", on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=300)
    path = models.CharField(max_length=300)  # where to look, on the company's own host
    ticket_number = models.PositiveIntegerField(null=True)
    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    # Told together with an earlier one that nobody had read: of the same ticket, or set off by the same thing.
    bundle = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="more")
    count = models.PositiveIntegerField(default=1)  # how many stand here, this one included

    objects = TenantManager.from_queryset(NoticeQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "event", "agent"], name="told_once_of_an_event"),
        ]
        indexes = [
            models.Index("tenant", "agent", F("created_at").desc(), F("id").desc(), name="notice_by_agent"),
            models.Index(fields=["tenant", "agent"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self):
        return f"to {self.agent_id}: {self.text}"


class MailWish(TenantModel):
    """An agent's word on whether notices of a kind also come by mail; without a row the kind's own habit counts."""

    agent = models.ForeignKey("accounts.Agent", on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Notice.Kind.choices)
    by_mail = models.BooleanField()
    by_push = models.BooleanField(default=True)  # to the browsers the agent added

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "agent", "kind"], name="one_mail_wish_per_kind")]

    def __str__(self):
        return f"{self.agent_id}: {self.kind} {'by mail' if self.by_mail else 'on the page only'}"


class PushDevice(TenantModel):
    """A browser of an agent's that is told while it is closed (notices.pushing)."""

    agent = models.ForeignKey("accounts.Agent", on_delete=models.CASCADE, related_name="+", db_index=False)
    endpoint = models.CharField(max_length=500)  # at the service of the browser's maker
    name = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    told_of = models.BigIntegerField(null=True)  # the newest notice it was woken for: never twice for one
    told_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "agent", "endpoint"], name="a_push_device_once")]

    def __str__(self):
        return f"{self.name} of agent {self.agent_id}"
