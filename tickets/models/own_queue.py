"""A queue somebody made: which tickets, in which order, shown how, and who finds it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class Work(models.TextChoices):
    """What state of work a queue is about. Each is an index of its own: that is where its scan begins."""

    AWAKE = "awake", _("Open, not snoozed")
    OPEN = "open", _("Open, with the snoozed ones")
    PENDING = "pending", _("Waiting for the customer")
    SNOOZED = "snoozed", _("Snoozed")
    SOLVED = "solved", _("Solved in the last two weeks")


class Whose(models.TextChoices):
    ANYBODY = "anybody", _("Anybody's")
    MINE = "mine", _("Mine")
    NOBODY = "nobody", _("Nobody's yet")
    MY_TEAMS = "my_teams", _("My teams'")


class Grouping(models.TextChoices):
    NONE = "", _("Not grouped")
    STATUS = "status", _("Status")
    PRIORITY = "priority", _("Priority")
    ASSIGNEE = "assignee", _("Owner")
    TEAM = "team", _("Team")
    CATEGORY = "category", _("Category")
    ORGANIZATION = "organization", _("Organisation")


class OwnQueueQuerySet(TenantQuerySet):
    def in_order(self) -> "OwnQueueQuerySet":
        return self.order_by("name", "id")


class OwnQueue(TenantModel):
    is_setting = True

    name = models.CharField(max_length=60)
    work = models.CharField(max_length=8, choices=Work.choices, default=Work.AWAKE)
    whose = models.CharField(max_length=8, choices=Whose.choices, default=Whose.ANYBODY)
    conditions = models.JSONField(default=dict)
    order = models.CharField(max_length=10, default="latest")
    grouping = models.CharField(max_length=12, choices=Grouping.choices, blank=True, default=Grouping.NONE)
    columns = models.JSONField(default=list)
    # Who finds it: its owner alone, a team, or (with neither) everybody.
    owner = models.ForeignKey("accounts.Agent", on_delete=models.CASCADE, null=True, related_name="+")
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, null=True, related_name="+")

    objects = TenantManager.from_queryset(OwnQueueQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "name", "owner", "team"], nulls_distinct=False, name="one_queue_per_name_and_circle"
            ),
            models.CheckConstraint(condition=Q(owner=None) | Q(team=None), name="a_queue_has_one_circle"),
        ]

    def __str__(self):
        return self.name
