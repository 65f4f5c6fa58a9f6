"""What customers are asked about a solved ticket, and what they answer.

Every resolve has its row, also where nobody was asked: the row says why.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class SurveyQuerySet(TenantQuerySet):
    def planned(self) -> "SurveyQuerySet":
        return self.filter(state=Survey.State.PLANNED)

    def sent(self) -> "SurveyQuerySet":
        return self.filter(state=Survey.State.SENT)

    def sent_between(self, start, end) -> "SurveyQuerySet":
        return self.sent().filter(sent_at__gte=start, sent_at__lt=end)


class Survey(TenantModel):
    class State(models.TextChoices):
        PLANNED = "planned"
        SENT = "sent"
        SKIPPED = "skipped"
        CANCELLED = "cancelled"

    class Reason(models.TextChoices):
        """Why nobody was asked."""

        AGENT = "agent", _("the requester is one of our agents")
        OPTED_OUT = "opted_out", _("the customer does not want surveys")
        NO_ADDRESS = "no_address", _("the customer has no address that works")
        NO_REPLY = "no_reply", _("no person answered the ticket")
        AUTO_RESOLVED = "auto_resolved", _("the ticket was solved for inactivity")
        NOT_IN_SAMPLE = "not_in_sample", _("not in the sample")
        QUIET = "quiet", _("the customer was asked a short time ago")
        REOPENED = "reopened", _("the ticket was reopened")
        REMOVED = "removed", _("the ticket is spam, deleted or merged")
        UNWANTED = "unwanted", _("a rule said not to ask")
        TOO_LATE = "too_late", _("it could not be sent in time")

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="surveys", db_index=False)
    contact = models.ForeignKey("tickets.Contact", on_delete=models.SET_NULL, null=True, related_name="+")
    resolve_seq = models.PositiveIntegerField()  # the number of the event that resolved the ticket
    resolved_at = models.DateTimeField()
    resolved_by = models.CharField(max_length=10)
    team_id = models.BigIntegerField(null=True)
    agent_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=9, choices=State.choices)
    reason = models.CharField(max_length=14, choices=Reason.choices, blank=True)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    token_digest = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=12, blank=True)
    question_version = models.PositiveSmallIntegerField(default=0)

    objects = TenantManager.from_queryset(SurveyQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "ticket", "resolve_seq"], name="one_survey_per_resolve"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False, expires_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="a_sent_survey_has_its_times",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "sent"], reason="")
                | (Q(state__in=["skipped", "cancelled"]) & ~Q(reason="")),
                name="a_survey_not_sent_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="planned"), name="survey_due"),
            models.Index(fields=["tenant", "sent_at"], condition=Q(state="sent"), name="survey_by_sending"),
        ]

    def __str__(self):
        return f"survey {self.pk} of ticket {self.ticket_id}: {self.state}"


class SurveyResponseQuerySet(TenantQuerySet):
    def newest_first(self) -> "SurveyResponseQuerySet":
        return self.order_by("-answered_at", "-id")


class SurveyResponse(TenantModel):
    """The one answer to a survey: its score is final, its comment may follow for a while."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses", db_index=False)
    score = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)
    answered_at = models.DateTimeField()
    language = models.CharField(max_length=12)
    question_version = models.PositiveSmallIntegerField()

    objects = TenantManager.from_queryset(SurveyResponseQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "survey"], name="one_response_per_survey"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="csat_from_1_to_5"),
        ]
        indexes = [models.Index(fields=["tenant", "answered_at"], name="survey_response_by_time")]

    def __str__(self):
        return f"{self.score} for survey {self.survey_id}"
