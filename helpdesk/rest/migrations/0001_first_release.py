from django.db import migrations, models
from django.db.models.deletion import CASCADE

from helpdesk.tenancy.operations import NewTables, SweepFunction, tenant_table

TABLES = [
    tenant_table(
        "IdempotencyKey",
        ("token", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="accounts.apitoken")),
        ("key", models.CharField(max_length=255)),
        ("fingerprint", models.CharField(max_length=64)),
        ("status", models.PositiveSmallIntegerField(null=True)),
        ("headers", models.JSONField(default=dict)),
        ("body", models.TextField(blank=True)),
        ("created_at", models.DateTimeField()),
        indexes=[
            models.Index(fields=["created_at"], name="idempotency_key_by_age"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "token", "key"), name="one_answer_per_key_and_token"),
        ],
    ),
]


class Migration(migrations.Migration):
    initial = True
    replaces = [("rest", "0001_idempotency_keys"), ("rest", "0002_expired_keys_across_tenants")]
    dependencies = [("accounts", "0001_first_release"), ("tenancy", "0001_first_release")]

    operations = [
        NewTables(TABLES),
        SweepFunction(
            name="expired_idempotency_keys",
            arguments="before timestamptz, most integer",
            returns="table (tenant_id bigint, id bigint)",
            body="select k.tenant_id, k.id from rest_idempotencykey k where k.created_at < before "
            "order by k.created_at limit most",
            reads={"rest_idempotencykey": ["tenant_id", "id", "created_at"]},
        ),
    ]
