from django.db import migrations, models
from django.db.models.deletion import CASCADE

from helpdesk.tenancy.operations import AppendOnly, NewTables, SweepFunction, tenant_table

TABLES = [
    tenant_table(
        "Event",
        ("kind", models.CharField(max_length=60)),
        ("subject_kind", models.CharField(max_length=30)),
        ("subject_id", models.BigIntegerField()),
        ("seq", models.PositiveIntegerField(null=True)),
        ("occurred_at", models.DateTimeField()),
        ("actor_kind", models.CharField(max_length=10)),
        ("actor_id", models.BigIntegerField(null=True)),
        ("actor_name", models.CharField(max_length=200)),
        ("cause", models.UUIDField()),
        ("data", models.JSONField(default=dict)),
        indexes=[
            models.Index(fields=["tenant", "occurred_at"], name="event_by_time"),
            models.Index(fields=["tenant", "kind", "occurred_at"], name="event_by_kind"),
            models.Index(models.F("tenant"), models.OrderBy(models.F("occurred_at"), descending=True), models.OrderBy(models.F("id"), descending=True), condition=models.Q(("seq", None)), name="event_audit"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "subject_kind", "subject_id", "seq"), name="one_event_per_number_in_a_stream"),
        ],
    ),
    tenant_table(
        "Delivery",
        ("event", models.ForeignKey(on_delete=CASCADE, related_name="deliveries", to="events.event")),
        ("subscriber", models.CharField(max_length=120)),
        ("state", models.CharField(choices=[("pending", "Pending"), ("done", "Done"), ("dead", "Dead")], default="pending", max_length=8)),
        ("attempts", models.PositiveSmallIntegerField(default=0)),
        ("next_attempt_at", models.DateTimeField()),
        ("error", models.TextField(blank=True)),
        indexes=[
            models.Index(condition=models.Q(("state", "pending")), fields=["next_attempt_at"], name="delivery_pending"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "event", "subscriber"), name="one_delivery_per_event_subscriber"),
        ],
    ),
    tenant_table(
        "Seal",
        ("number", models.PositiveIntegerField()),
        ("upto", models.BigIntegerField()),
        ("sealed_at", models.DateTimeField()),
        ("prints", models.BinaryField()),
        ("hash", models.CharField(max_length=64)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "number"), name="one_seal_per_number"),
        ],
    ),
    tenant_table(
        "SealCheck",
        ("reached", models.PositiveIntegerField(default=0)),
        ("newest", models.PositiveIntegerField(default=0)),
        ("wrong_so_far", models.PositiveIntegerField(default=0)),
        ("checked_at", models.DateTimeField(null=True)),
        ("wrong", models.PositiveIntegerField(default=0)),
        constraints=[
            models.UniqueConstraint(fields=("tenant",), name="one_seal_check_per_company"),
        ],
    ),
]


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("events", name)
        for name in """
            0001_initial 0002_append_only_and_sweep 0003_audit_index 0004_seals
        """.split()
    ]
    dependencies = [("tenancy", "0001_first_release")]

    operations = [
        NewTables(TABLES),
        AppendOnly("events_event"),
        AppendOnly("events_seal"),
        # At most 200 of one tenant a call, so that none starves the others.
        SweepFunction(
            name="due_deliveries",
            arguments="most integer",
            returns="table(tenant_id bigint, id bigint)",
            body="""
                select tenant_id, id from (
                    select d.tenant_id, d.id, d.next_attempt_at,
                           row_number() over (partition by d.tenant_id order by d.next_attempt_at, d.id) as turn
                    from (
                        select tenant_id, id, next_attempt_at from events_delivery
                        where state = 'pending' and next_attempt_at < statement_timestamp() - interval '5 seconds'
                        order by next_attempt_at limit most * 20
                    ) d
                ) ranked
                where turn <= 200 order by next_attempt_at, id limit most
            """,
            reads={"events_delivery": ["tenant_id", "id", "state", "next_attempt_at"]},
        ),
        # Companies with events beyond their last seal, each with the id of its newest event.
        SweepFunction(
            name="events_to_seal",
            arguments="",
            returns="table(tenant_id bigint, id bigint)",
            body="""
                select t.id, newest.id from tenancy_tenant t
                cross join lateral (
                    select e.id from events_event e where e.tenant_id = t.id order by e.id desc limit 1
                ) newest
                left join lateral (
                    select s.upto, s.sealed_at from events_seal s where s.tenant_id = t.id order by s.number desc limit 1
                ) last on true
                where last.upto is null or newest.id > last.upto
                order by last.sealed_at nulls first, t.id
            """,
            reads={
                "tenancy_tenant": ["id"],
                "events_event": ["tenant_id", "id"],
                "events_seal": ["tenant_id", "number", "upto", "sealed_at"],
            },
        ),
    ]
