from django.db import migrations, models
from django.db.models.deletion import CASCADE

from helpdesk.tenancy.operations import NewTables, tenant_table

TABLES = [
    tenant_table(
        "Notice",
        ("agent", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="accounts.agent")),
        (
            "kind",
            models.CharField(
                choices=[
                    ("assigned", "A ticket became yours"),
                    ("replied", "A customer answered"),
                    ("mentioned", "You were mentioned"),
                    ("promised", "An update you promised is due"),
                    ("escalated", "A ticket was escalated"),
                    ("progress", "A part of your ticket was done"),
                    ("woke", "A ticket you snoozed woke"),
                    ("approval", "A decision waits for you, or was taken"),
                    ("system", "Something needs an administrator"),
                ],
                max_length=10,
            ),
        ),
        ("text", models.CharField(max_length=300)),
        ("path", models.CharField(max_length=300)),
        ("ticket_number", models.PositiveIntegerField(null=True)),
        ("event", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="events.event")),
        ("created_at", models.DateTimeField()),
        ("read_at", models.DateTimeField(null=True)),
        ("bundle", models.ForeignKey(null=True, on_delete=CASCADE, related_name="more", to="notices.notice")),
        ("count", models.PositiveIntegerField(default=1)),
        indexes=[
            models.Index(models.F("tenant"), models.F("agent"), models.OrderBy(models.F("created_at"), descending=True), models.OrderBy(models.F("id"), descending=True), name="notice_by_agent"),
            models.Index(condition=models.Q(("read_at", None)), fields=["tenant", "agent"], name="notice_unread"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "event", "agent"), name="told_once_of_an_event"),
        ],
    ),
    tenant_table(
        "MailWish",
        ("agent", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="accounts.agent")),
        (
            "kind",
            models.CharField(
                choices=[
                    ("assigned", "A ticket became yours"),
                    ("replied", "A customer answered"),
                    ("mentioned", "You were mentioned"),
                    ("promised", "An update you promised is due"),
                    ("escalated", "A ticket was escalated"),
                    ("progress", "A part of your ticket was done"),
                    ("woke", "A ticket you snoozed woke"),
                    ("approval", "A decision waits for you, or was taken"),
                    ("system", "Something needs an administrator"),
                ],
                max_length=10,
            ),
        ),
        ("by_mail", models.BooleanField()),
        ("by_push", models.BooleanField(default=True)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "agent", "kind"), name="one_mail_wish_per_kind"),
        ],
    ),
    tenant_table(
        "PushDevice",
        ("agent", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="accounts.agent")),
        ("endpoint", models.CharField(max_length=500)),
        ("name", models.CharField(max_length=80)),
        ("made_at", models.DateTimeField()),
        ("told_of", models.BigIntegerField(null=True)),
        ("told_at", models.DateTimeField(null=True)),
        ("failures", models.PositiveSmallIntegerField(default=0)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "agent", "endpoint"), name="a_push_device_once"),
        ],
    ),
]


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("notices", name)
        for name in """
            0001_initial 0002_notices_of_promises 0003_notices_of_approvals 0004_notices_of_waking
            0005_notices_of_parts 0006_bundles 0007_push_devices
        """.split()
    ]
    dependencies = [("accounts", "0001_first_release"), ("events", "0001_first_release"), ("tenancy", "0001_first_release")]

    operations = [
        NewTables(TABLES),
    ]
