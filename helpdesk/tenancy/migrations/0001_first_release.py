import uuid

from django.core.validators import RegexValidator
from django.db import migrations, models
from django.db.models.deletion import CASCADE

from helpdesk.tenancy.operations import NewTables

TABLES = [
    migrations.CreateModel(
        name="Tenant",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("slug", models.CharField(max_length=40, unique=True, validators=[RegexValidator("^[a-z][a-z0-9-]{1,38}[a-z0-9]$")])),
            ("name", models.CharField(max_length=120)),
            ("ticket_prefix", models.CharField(max_length=10, validators=[RegexValidator("^[A-Z][A-Z0-9]{1,9}$")])),
            ("time_zone", models.CharField(default="UTC", max_length=64)),
            ("language", models.CharField(default="en", max_length=12)),
            ("hue", models.PositiveSmallIntegerField(default=264)),
            ("is_demo", models.BooleanField(default=False)),
            ("survey_delay_seconds", models.PositiveIntegerField(default=86400)),
            ("survey_quiet_days", models.PositiveSmallIntegerField(default=14)),
            ("survey_sample_share", models.DecimalField(decimal_places=4, default=1, max_digits=5)),
            ("auto_close_hours", models.PositiveIntegerField(default=168)),
            ("needs_second_factor", models.BooleanField(default=False)),
            ("undo_send_seconds", models.PositiveSmallIntegerField(default=0)),
            ("settings_stamp", models.UUIDField(default=uuid.uuid4, editable=False)),
            ("created_at", models.DateTimeField(auto_now_add=True)),
        ],
        options={
            "ordering": ["name"],
            "constraints": [
                models.CheckConstraint(condition=models.Q(("survey_sample_share__gte", 0), ("survey_sample_share__lte", 1)), name="sample_share_from_0_to_1"),
            ],
        },
    ),
    migrations.CreateModel(
        name="TenantDomain",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("host", models.CharField(max_length=253, unique=True)),
            ("tenant", models.ForeignKey(on_delete=CASCADE, related_name="domains", to="tenancy.tenant")),
        ],
    ),
]


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("tenancy", name)
        for name in """
            0001_initial 0002_settings_stamp 0003_second_factor_of_everybody
        """.split()
    ]
    dependencies = []

    operations = [
        # Before any table of ours: what the app role may do with tables made from here on, and with Django's own.
        migrations.RunSQL(
            [
                "alter default privileges in schema public "
                "grant select, insert, update, delete on tables to helpdesk_app",
                "alter default privileges in schema public grant usage, select on sequences to helpdesk_app",
                "grant usage on schema public to helpdesk_app, helpdesk_sweep",
                "grant select, insert, update, delete on all tables in schema public to helpdesk_app",
                "grant usage, select on all sequences in schema public to helpdesk_app",
            ],
            reverse_sql=migrations.RunSQL.noop,
        ),
        NewTables(TABLES),
    ]
