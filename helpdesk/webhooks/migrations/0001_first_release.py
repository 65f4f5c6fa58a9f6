from django.db import migrations, models
from django.db.models.deletion import CASCADE

from helpdesk.tenancy.operations import NewTables, SweepFunction, tenant_table

TABLES = [
    tenant_table(
        "Endpoint",
        ("name", models.CharField(max_length=80)),
        ("url", models.CharField(max_length=500)),
        ("secret", models.CharField(max_length=300)),
        ("former_secret", models.CharField(blank=True, max_length=300)),
        ("former_until", models.DateTimeField(null=True)),
        ("is_active", models.BooleanField(default=True)),
        ("off_because", models.CharField(blank=True, max_length=300)),
        ("arrived_at", models.DateTimeField(null=True)),
        ("failing_since", models.DateTimeField(null=True)),
        ("failures", models.PositiveIntegerField(default=0)),
        ("rests_until", models.DateTimeField(null=True)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "name"), name="one_endpoint_per_name"),
        ],
    ),
    tenant_table(
        "Call",
        ("endpoint", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="calls", to="webhooks.endpoint")),
        ("key", models.CharField(max_length=60)),
        ("kind", models.CharField(max_length=60)),
        ("body", models.TextField()),
        ("created_at", models.DateTimeField()),
        ("state", models.CharField(choices=[("waiting", "waiting"), ("sent", "arrived"), ("dead", "given up")], default="waiting", max_length=7)),
        ("attempts", models.PositiveSmallIntegerField(default=0)),
        ("next_attempt_at", models.DateTimeField()),
        ("done_at", models.DateTimeField(null=True)),
        ("status", models.PositiveSmallIntegerField(null=True)),
        ("said", models.CharField(blank=True, max_length=300)),
        indexes=[
            models.Index(condition=models.Q(("state", "waiting")), fields=["next_attempt_at"], name="call_due"),
            models.Index(models.F("tenant"), models.F("endpoint"), models.OrderBy(models.F("id"), descending=True), name="call_of_endpoint"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "key"), name="one_call_per_key"),
            models.CheckConstraint(condition=models.Q(models.Q(("done_at", None), ("state", "waiting")), models.Q(models.Q(("state", "waiting"), _negated=True), ("done_at__isnull", False)), _connector="OR"), name="a_call_is_done_at_its_end"),
        ],
    ),
]


class Migration(migrations.Migration):
    initial = True
    replaces = [("webhooks", "0001_endpoints_and_calls")]
    dependencies = [("tenancy", "0001_first_release")]

    operations = [
        NewTables(TABLES),
        SweepFunction(
            name="due_webhook_calls",
            arguments="most integer",
            returns="table(tenant_id bigint, id bigint)",
            body="""
                select tenant_id, id from webhooks_call
                where state = 'waiting' and next_attempt_at <= statement_timestamp()
                order by next_attempt_at limit most
            """,
            reads={"webhooks_call": ["tenant_id", "id", "state", "next_attempt_at"]},
        ),
    ]
