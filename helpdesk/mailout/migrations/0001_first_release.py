from django.db import migrations, models

from helpdesk.tenancy.operations import NewTables, SweepFunction, tenant_table

TABLES = [
    tenant_table(
        "OutgoingMail",
        ("purpose", models.CharField(max_length=30)),
        ("subject_id", models.BigIntegerField(null=True)),
        ("sender", models.CharField(max_length=320)),
        ("envelope_sender", models.CharField(blank=True, max_length=320)),
        ("recipient", models.CharField(max_length=320)),
        ("recipient_digest", models.CharField(max_length=64)),
        ("is_automatic", models.BooleanField(default=False)),
        ("title", models.CharField(blank=True, max_length=500)),
        ("message_id", models.CharField(max_length=250)),
        ("content_key", models.CharField(max_length=200)),
        ("size_bytes", models.PositiveIntegerField()),
        ("state", models.CharField(choices=[("queued", "Queued"), ("sending", "Sending"), ("sent", "Sent"), ("delivered", "Delivered"), ("cancelled", "Cancelled"), ("bounced", "Bounced"), ("failed", "Failed")], default="queued", max_length=10)),
        ("attempts", models.PositiveSmallIntegerField(default=0)),
        ("next_attempt_at", models.DateTimeField()),
        ("unclear_attempts", models.PositiveSmallIntegerField(default=0)),
        ("last_error", models.TextField(blank=True)),
        ("created_at", models.DateTimeField()),
        ("sent_at", models.DateTimeField(null=True)),
        ("delivered_at", models.DateTimeField(null=True)),
        ("complained_at", models.DateTimeField(null=True)),
        indexes=[
            models.Index(condition=models.Q(("state__in", ["queued", "sending"])), fields=["next_attempt_at"], name="mail_due"),
            models.Index(fields=["tenant", "purpose", "subject_id"], name="mail_by_purpose"),
            models.Index(fields=["tenant", "-created_at", "-id"], name="mail_by_age"),
            models.Index(condition=models.Q(("state__in", ["failed", "bounced"])), fields=["tenant", "-created_at", "-id"], name="mail_in_trouble_by_age"),
            models.Index(condition=models.Q(("is_automatic", True)), fields=["recipient_digest", "created_at"], name="automatic_mail_to"),
            models.Index(condition=models.Q(("is_automatic", True)), fields=["tenant", "created_at"], name="automatic_mail_of"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "message_id"), name="one_outgoing_mail_per_message_id"),
            models.CheckConstraint(condition=models.Q(models.Q(("state__in", ["sent", "delivered"]), ("sent_at__isnull", False)), models.Q(models.Q(("state__in", ["sent", "delivered"]), _negated=True), models.Q(("sent_at__isnull", False), _negated=True)), _connector="OR"), name="sent_at_only_when_sent"),
        ],
    ),
    tenant_table(
        "MailDomain",
        ("domain", models.CharField(max_length=253)),
        ("selector", models.CharField(max_length=63)),
        ("private_key", models.TextField()),
        ("public_key", models.TextField()),
        ("is_signing", models.BooleanField(default=False)),
        ("findings", models.JSONField(default=list)),
        ("checked_at", models.DateTimeField(null=True)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "domain"), name="one_key_per_mail_domain"),
        ],
    ),
    tenant_table(
        "MailWording",
        ("kind", models.CharField(max_length=30)),
        ("language", models.CharField(max_length=12)),
        ("mailbox_id", models.BigIntegerField(default=0)),
        ("number", models.PositiveIntegerField()),
        ("is_ours", models.BooleanField(default=False)),
        ("subject", models.CharField(blank=True, max_length=300)),
        ("text", models.TextField(blank=True)),
        ("written_by", models.CharField(max_length=200)),
        ("written_at", models.DateTimeField()),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "kind", "language", "mailbox_id", "number"), name="one_wording_per_number"),
        ],
    ),
]

# What the sweeps may see of a mail: not to whom it went, nor what it said.
COLUMNS = ["tenant_id", "id", "state", "next_attempt_at", "recipient_digest", "is_automatic", "created_at"]


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("mailout", name)
        for name in """
            0001_initial 0002_sweep_functions 0003_states_and_lists_of_the_outbox 0004_domains_and_their_keys
            0005_wordings_of_a_company 0006_delivered
        """.split()
    ]
    dependencies = [("tenancy", "0001_first_release")]

    operations = [
        NewTables(TABLES),
        # At most 200 of one tenant a call, so that none starves the others.
        SweepFunction(
            name="due_outgoing_mail",
            arguments="most integer",
            returns="table(tenant_id bigint, id bigint)",
            body="""
                select tenant_id, id from (
                    select m.tenant_id, m.id, m.next_attempt_at,
                           row_number() over (partition by m.tenant_id order by m.next_attempt_at, m.id) as turn
                    from (
                        select tenant_id, id, next_attempt_at from mailout_outgoingmail
                        where state in ('queued', 'sending') and next_attempt_at < statement_timestamp() - interval '5 seconds'
                        order by next_attempt_at limit most * 20
                    ) m
                ) ranked
                where turn <= 200 order by next_attempt_at, id limit most
            """,
            reads={"mailout_outgoingmail": COLUMNS},
        ),
        # Counts only: whose mail it was and what it said stays with its tenant.
        SweepFunction(
            name="automatic_mail_counts",
            arguments="digest text, at timestamptz",
            returns="table(last_hour bigint, last_day bigint, tenant_hour bigint)",
            body="""
                select
                    (select count(*) from mailout_outgoingmail m where m.is_automatic and m.recipient_digest = digest
                        and m.created_at > at - interval '1 hour'),
                    (select count(*) from mailout_outgoingmail m where m.is_automatic and m.recipient_digest = digest
                        and m.created_at > at - interval '1 day'),
                    (select count(*) from mailout_outgoingmail m where m.is_automatic
                        and m.tenant_id = nullif(current_setting('app.tenant_id', true), '')::bigint
                        and m.created_at > at - interval '1 hour')
            """,
            reads={"mailout_outgoingmail": COLUMNS},
        ),
        SweepFunction(
            name="mail_domains_to_check",
            arguments="most integer",
            returns="table(tenant_id bigint, id bigint)",
            body="""
                select tenant_id, id from mailout_maildomain
                where checked_at is null or checked_at < statement_timestamp() - interval '1 day'
                order by checked_at nulls first limit most
            """,
            reads={"mailout_maildomain": ["tenant_id", "id", "checked_at"]},
        ),
    ]
