from django.db import migrations, models
from django.db.models.deletion import CASCADE, SET_NULL

from helpdesk.tenancy.operations import NewTables, SweepFunction, tenant_table

TABLES = [
    tenant_table(
        "OpenSpan",
        ("team_id", models.BigIntegerField(null=True)),
        ("channel", models.CharField(max_length=10)),
        ("priority", models.PositiveSmallIntegerField()),
        ("ticket", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="tickets.ticket")),
        ("number", models.PositiveIntegerField()),
        ("agent_id", models.BigIntegerField(null=True)),
        ("category", models.CharField(max_length=10)),
        ("from_at", models.DateTimeField()),
        ("to_at", models.DateTimeField(null=True)),
        ("began_by", models.CharField(choices=[("created", "Created"), ("reopened", "Reopened"), ("restored", "Restored"), ("changed", "Changed")], max_length=8)),
        ("ended_by", models.CharField(blank=True, choices=[("resolved", "Resolved"), ("removed", "Removed"), ("changed", "Changed")], max_length=8)),
        indexes=[
            models.Index(fields=["tenant", "to_at", "from_at"], name="open_span_by_end"),
            models.Index(fields=["tenant", "from_at"], name="open_span_by_start"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "ticket", "number"), name="one_open_span_per_number"),
            models.CheckConstraint(condition=models.Q(models.Q(("ended_by", ""), ("to_at__isnull", True)), models.Q(("to_at__isnull", False), models.Q(("ended_by", ""), _negated=True)), _connector="OR"), name="an_ended_span_says_why"),
        ],
    ),
    tenant_table(
        "BacklogSnapshot",
        ("team_id", models.BigIntegerField(null=True)),
        ("channel", models.CharField(max_length=10)),
        ("priority", models.PositiveSmallIntegerField()),
        ("day", models.DateField()),
        ("unresolved", models.PositiveIntegerField()),
        ("actionable", models.PositiveIntegerField()),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "day", "team_id", "channel", "priority"), name="one_backlog_snapshot_per_midnight_and_dimension", nulls_distinct=False),
        ],
    ),
    tenant_table(
        "DirtyTicket",
        ("ticket", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="tickets.ticket")),
        ("marked_at", models.DateTimeField()),
        indexes=[
            models.Index(fields=["marked_at"], name="dirty_ticket_by_age"),
        ],
    ),
    tenant_table(
        "TicketFact",
        ("team_id", models.BigIntegerField(null=True)),
        ("channel", models.CharField(max_length=10)),
        ("priority", models.PositiveSmallIntegerField()),
        ("ticket", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="tickets.ticket")),
        ("at", models.DateTimeField()),
        ("day", models.DateField()),
        ("agent_id", models.BigIntegerField(null=True)),
        ("is_excluded", models.BooleanField(default=False)),
        ("version", models.PositiveIntegerField()),
        ("category_id", models.BigIntegerField(null=True)),
        ("organization_id", models.BigIntegerField(null=True)),
        ("status_category", models.CharField(max_length=10)),
        ("is_unresolved", models.BooleanField()),
        ("is_started_by_agent", models.BooleanField(default=False)),
        ("is_answered", models.BooleanField(default=False)),
        ("waiting_since", models.DateTimeField(null=True)),
        ("public_replies", models.PositiveIntegerField(default=0)),
        ("reopen_count", models.PositiveIntegerField(default=0)),
        ("first_resolved_at", models.DateTimeField(null=True)),
        indexes=[
            models.Index(fields=["tenant", "at"], name="ticket_fact_by_time"),
            models.Index(fields=["tenant", "day"], name="ticket_fact_by_day"),
            models.Index(condition=models.Q(("is_unresolved", True)), fields=["tenant", "at"], name="ticket_fact_unresolved"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "ticket"), name="one_fact_per_ticket"),
        ],
    ),
    tenant_table(
        "ReplyFact",
        ("team_id", models.BigIntegerField(null=True)),
        ("channel", models.CharField(max_length=10)),
        ("priority", models.PositiveSmallIntegerField()),
        ("ticket", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="tickets.ticket")),
        ("at", models.DateTimeField()),
        ("day", models.DateField()),
        ("agent_id", models.BigIntegerField(null=True)),
        ("is_excluded", models.BooleanField(default=False)),
        ("seq", models.PositiveIntegerField()),
        ("is_first", models.BooleanField()),
        ("seconds", models.PositiveBigIntegerField()),
        ("business_seconds", models.PositiveBigIntegerField()),
        indexes=[
            models.Index(fields=["tenant", "is_first", "at"], name="reply_fact_by_time"),
            models.Index(fields=["tenant", "day"], name="reply_fact_by_day"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "ticket", "seq"), name="one_reply_fact_per_event"),
        ],
    ),
    tenant_table(
        "ResolveFact",
        ("team_id", models.BigIntegerField(null=True)),
        ("channel", models.CharField(max_length=10)),
        ("priority", models.PositiveSmallIntegerField()),
        ("ticket", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="tickets.ticket")),
        ("at", models.DateTimeField()),
        ("day", models.DateField()),
        ("agent_id", models.BigIntegerField(null=True)),
        ("is_excluded", models.BooleanField(default=False)),
        ("seq", models.PositiveIntegerField()),
        ("resolved_by", models.CharField(choices=[("agent", "Agent"), ("contact", "Contact"), ("automation", "Automation")], max_length=10)),
        ("is_first", models.BooleanField()),
        ("is_standing", models.BooleanField()),
        ("is_reopened", models.BooleanField(default=False)),
        ("public_replies", models.PositiveIntegerField()),
        ("seconds", models.PositiveBigIntegerField()),
        ("business_seconds", models.PositiveBigIntegerField()),
        ("active_seconds", models.PositiveBigIntegerField()),
        ("active_business_seconds", models.PositiveBigIntegerField()),
        ("wait_seconds", models.PositiveBigIntegerField()),
        ("wait_business_seconds", models.PositiveBigIntegerField()),
        indexes=[
            models.Index(fields=["tenant", "at"], name="resolve_fact_by_time"),
            models.Index(fields=["tenant", "day"], name="resolve_fact_by_day"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "ticket", "seq"), name="one_resolve_fact_per_event"),
        ],
    ),
    tenant_table(
        "PromiseFact",
        ("team_id", models.BigIntegerField(null=True)),
        ("channel", models.CharField(max_length=10)),
        ("priority", models.PositiveSmallIntegerField()),
        ("ticket", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="tickets.ticket")),
        ("at", models.DateTimeField()),
        ("day", models.DateField()),
        ("agent_id", models.BigIntegerField(null=True)),
        ("is_excluded", models.BooleanField(default=False)),
        (
            "metric",
            models.CharField(
                choices=[
                    ("first_response", "First response"),
                    ("next_response", "Next response"),
                    ("periodic_update", "Regular update"),
                    ("pausable_update", "Regular update, not while waiting for the customer"),
                    ("requester_wait", "Resolution"),
                    ("agent_work", "Agent work time"),
                    ("total_resolution", "Total time to resolution"),
                ],
                max_length=20,
            ),
        ),
        ("instance", models.PositiveSmallIntegerField()),
        ("is_met", models.BooleanField()),
        indexes=[
            models.Index(fields=["tenant", "at"], name="promise_fact_by_time"),
            models.Index(fields=["tenant", "day"], name="promise_fact_by_day"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "ticket", "metric", "instance"), name="one_promise_fact_per_clock"),
        ],
    ),
    tenant_table(
        "RatingFact",
        ("team_id", models.BigIntegerField(null=True)),
        ("channel", models.CharField(max_length=10)),
        ("priority", models.PositiveSmallIntegerField()),
        ("ticket", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="tickets.ticket")),
        ("at", models.DateTimeField()),
        ("day", models.DateField()),
        ("agent_id", models.BigIntegerField(null=True)),
        ("is_excluded", models.BooleanField(default=False)),
        ("survey_id", models.BigIntegerField()),
        ("score", models.PositiveSmallIntegerField()),
        indexes=[
            models.Index(fields=["tenant", "ticket"], name="rating_fact_of_ticket"),
            models.Index(fields=["tenant", "at"], name="rating_fact_by_time"),
            models.Index(fields=["tenant", "day"], name="rating_fact_by_day"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "survey_id"), name="one_rating_fact_per_survey"),
        ],
    ),
    tenant_table(
        "DailyRollup",
        ("team_id", models.BigIntegerField(null=True)),
        ("channel", models.CharField(max_length=10)),
        ("priority", models.PositiveSmallIntegerField()),
        ("day", models.DateField()),
        ("measure", models.CharField(max_length=40)),
        ("numerator", models.PositiveIntegerField()),
        ("denominator", models.PositiveIntegerField(default=0)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "day", "measure", "team_id", "channel", "priority"), name="one_rollup_per_day_measure_and_dimension", nulls_distinct=False),
        ],
    ),
    tenant_table(
        "Survey",
        ("ticket", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="surveys", to="tickets.ticket")),
        ("contact", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to="tickets.contact")),
        ("resolve_seq", models.PositiveIntegerField()),
        ("resolved_at", models.DateTimeField()),
        ("resolved_by", models.CharField(max_length=10)),
        ("team_id", models.BigIntegerField(null=True)),
        ("agent_id", models.BigIntegerField(null=True)),
        ("state", models.CharField(choices=[("planned", "Planned"), ("sent", "Sent"), ("skipped", "Skipped"), ("cancelled", "Cancelled")], max_length=9)),
        (
            "reason",
            models.CharField(
                blank=True,
                choices=[
                    ("agent", "the requester is one of our agents"),
                    ("opted_out", "the customer does not want surveys"),
                    ("no_address", "the customer has no address that works"),
                    ("no_reply", "no person answered the ticket"),
                    ("auto_resolved", "the ticket was solved for inactivity"),
                    ("not_in_sample", "not in the sample"),
                    ("quiet", "the customer was asked a short time ago"),
                    ("reopened", "the ticket was reopened"),
                    ("removed", "the ticket is spam, deleted or merged"),
                    ("unwanted", "a rule said not to ask"),
                    ("too_late", "it could not be sent in time"),
                ],
                max_length=14,
            ),
        ),
        ("due_at", models.DateTimeField()),
        ("sent_at", models.DateTimeField(null=True)),
        ("expires_at", models.DateTimeField(null=True)),
        ("token_digest", models.CharField(blank=True, max_length=64)),
        ("language", models.CharField(blank=True, max_length=12)),
        ("question_version", models.PositiveSmallIntegerField(default=0)),
        indexes=[
            models.Index(condition=models.Q(("state", "planned")), fields=["due_at"], name="survey_due"),
            models.Index(condition=models.Q(("state", "sent")), fields=["tenant", "sent_at"], name="survey_by_sending"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "ticket", "resolve_seq"), name="one_survey_per_resolve"),
            models.CheckConstraint(condition=models.Q(models.Q(("expires_at__isnull", False), ("sent_at__isnull", False), ("state", "sent")), models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", True)), _connector="OR"), name="a_sent_survey_has_its_times"),
            models.CheckConstraint(condition=models.Q(models.Q(("reason", ""), ("state__in", ["planned", "sent"])), models.Q(("state__in", ["skipped", "cancelled"]), models.Q(("reason", ""), _negated=True)), _connector="OR"), name="a_survey_not_sent_says_why"),
        ],
    ),
    tenant_table(
        "SurveyResponse",
        ("survey", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="responses", to="metrics.survey")),
        ("score", models.PositiveSmallIntegerField()),
        ("comment", models.TextField(blank=True)),
        ("answered_at", models.DateTimeField()),
        ("language", models.CharField(max_length=12)),
        ("question_version", models.PositiveSmallIntegerField()),
        indexes=[
            models.Index(fields=["tenant", "answered_at"], name="survey_response_by_time"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "survey"), name="one_response_per_survey"),
            models.CheckConstraint(condition=models.Q(("score__gte", 1), ("score__lte", 5)), name="csat_from_1_to_5"),
        ],
    ),
]


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("metrics", name)
        for name in """
            0001_facts_rollups_and_surveys 0002_due_across_tenants 0003_survey_not_wanted 0004_sweeps_by_their_indexes
        """.split()
    ]
    dependencies = [("tenancy", "0001_first_release"), ("tickets", "0001_first_release")]

    operations = [
        NewTables(TABLES),
        # One row a tenant is enough: each refresh works off all marks of its tenant.
        SweepFunction(
            name="dirty_metrics",
            arguments="",
            returns="table(tenant_id bigint, id bigint)",
            body="select tenant_id, min(id) from metrics_dirtyticket group by tenant_id",
            reads={"metrics_dirtyticket": ["tenant_id", "id"]},
        ),
        # At most 100 of one tenant a call, so that none starves the others.
        SweepFunction(
            name="due_surveys",
            arguments="most integer",
            returns="table(tenant_id bigint, id bigint)",
            body="""
                select tenant_id, id from (
                    select s.tenant_id, s.id, s.due_at,
                           row_number() over (partition by s.tenant_id order by s.due_at, s.id) as turn
                    from (
                        select tenant_id, id, due_at from metrics_survey
                        where state = 'planned' and due_at <= statement_timestamp()
                        order by due_at limit most * 20
                    ) s
                ) ranked
                where turn <= 100 order by due_at, id limit most
            """,
            reads={"metrics_survey": ["tenant_id", "id", "state", "due_at"]},
        ),
    ]
