from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT, SET_NULL

from helpdesk.tenancy.operations import NewTables, SweepFunction, tenant_table

TABLES = [
    migrations.CreateModel(
        name="User",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("password", models.CharField(max_length=128, verbose_name="password")),
            ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
            ("email", models.EmailField(max_length=254, unique=True)),
            ("name", models.CharField(blank=True, max_length=120)),
            ("is_active", models.BooleanField(default=True)),
            ("created_at", models.DateTimeField(auto_now_add=True)),
        ],
    ),
    tenant_table(
        "Agent",
        ("user", models.ForeignKey(on_delete=PROTECT, related_name="agents", to=settings.AUTH_USER_MODEL)),
        ("name", models.CharField(max_length=120)),
        ("role", models.CharField(choices=[("owner", "Owner"), ("admin", "Administrator"), ("manager", "Manager"), ("agent", "Agent"), ("light", "Light agent")], default="agent", max_length=10)),
        ("is_active", models.BooleanField(default=True)),
        ("is_on_duty", models.BooleanField(default=False)),
        ("is_on_shift", models.BooleanField(blank=True, null=True)),
        ("on_leave_until", models.DateField(blank=True, null=True)),
        ("deputy", models.ForeignKey(blank=True, null=True, on_delete=SET_NULL, related_name="stands_in_for", to="accounts.agent")),
        ("is_paused", models.BooleanField(default=False)),
        ("last_seen_at", models.DateTimeField(blank=True, null=True)),
        ("last_routed_at", models.DateTimeField(blank=True, null=True)),
        ("most_open_tickets", models.PositiveSmallIntegerField(blank=True, null=True)),
        ("time_zone", models.CharField(blank=True, max_length=64)),
        ("language", models.CharField(blank=True, max_length=12)),
        ("signature", models.TextField(blank=True)),
        ("theme", models.CharField(choices=[("auto", "auto"), ("light", "light"), ("dark", "dark")], default="auto", max_length=6)),
        ("density", models.CharField(choices=[("comfortable", "comfortable"), ("compact", "compact")], default="comfortable", max_length=11)),
        ("single_keys", models.BooleanField(default=True)),
        ("keymap", models.JSONField(blank=True, default=dict)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "user"), name="one_agent_per_user_and_tenant"),
            models.CheckConstraint(condition=models.Q(("most_open_tickets", None), ("most_open_tickets__gte", 1), _connector="OR"), name="an_agent_takes_at_least_one"),
        ],
    ),
    tenant_table(
        "Team",
        ("name", models.CharField(max_length=80)),
        ("lead", models.ForeignKey(blank=True, null=True, on_delete=SET_NULL, related_name="leads", to="accounts.agent")),
        ("is_default", models.BooleanField(default=False)),
        ("is_restricted", models.BooleanField(default=False)),
        ("routing", models.CharField(choices=[("round_robin", "Whoever has waited longest"), ("least_loaded", "Whoever has the most room"), ("skill_fit", "Whoever knows it best")], default="round_robin", max_length=12)),
        ("most_open_tickets", models.PositiveSmallIntegerField(blank=True, null=True)),
        ("prefers_last_agent", models.BooleanField(default=False)),
        ("is_routed", models.BooleanField(default=True)),
        ("skills_waived_after_minutes", models.PositiveSmallIntegerField(blank=True, default=60, null=True)),
        ("fallback_team", models.ForeignKey(blank=True, null=True, on_delete=SET_NULL, related_name="+", to="accounts.team")),
        ("falls_back_after_minutes", models.PositiveSmallIntegerField(default=60)),
        ("attend_within_minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
        ("alarm_after_minutes", models.PositiveSmallIntegerField(blank=True, default=30, null=True)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "name"), name="one_team_per_name"),
            models.UniqueConstraint(condition=models.Q(("is_default", True)), fields=("tenant",), name="one_default_team_per_tenant"),
            models.CheckConstraint(condition=models.Q(("most_open_tickets", None), ("most_open_tickets__gte", 1), _connector="OR"), name="a_team_member_takes_at_least_one"),
            models.CheckConstraint(condition=models.Q(("fallback_team", None), models.Q(("fallback_team", models.F("id")), _negated=True), _connector="OR"), name="a_team_is_not_its_own_fallback"),
        ],
    ),
    tenant_table(
        "TeamMembership",
        ("team", models.ForeignKey(on_delete=CASCADE, related_name="memberships", to="accounts.team")),
        ("agent", models.ForeignKey(on_delete=CASCADE, related_name="memberships", to="accounts.agent")),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "team", "agent"), name="once_in_a_team"),
        ],
    ),
    tenant_table(
        "Skill",
        ("name", models.CharField(max_length=60)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "name"), name="one_skill_per_name"),
        ],
    ),
    tenant_table(
        "AgentSkill",
        ("skill", models.ForeignKey(on_delete=CASCADE, related_name="holders", to="accounts.skill")),
        ("agent", models.ForeignKey(on_delete=CASCADE, related_name="skills", to="accounts.agent")),
        ("level", models.PositiveSmallIntegerField(choices=[(1, "basic"), (2, "good"), (3, "expert")], default=2)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "skill", "agent"), name="a_skill_is_had_once"),
            models.CheckConstraint(condition=models.Q(("level__in", [1, 2, 3])), name="a_skill_has_a_level"),
        ],
    ),
    tenant_table(
        "Invitation",
        ("email", models.EmailField(max_length=254)),
        ("name", models.CharField(blank=True, max_length=120)),
        ("role", models.CharField(choices=[("owner", "Owner"), ("admin", "Administrator"), ("manager", "Manager"), ("agent", "Agent"), ("light", "Light agent")], default="agent", max_length=10)),
        ("team", models.ForeignKey(blank=True, null=True, on_delete=SET_NULL, related_name="+", to="accounts.team")),
        ("invited_by", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to="accounts.agent")),
        ("token_digest", models.CharField(max_length=64)),
        ("created_at", models.DateTimeField()),
        ("expires_at", models.DateTimeField()),
        ("accepted_at", models.DateTimeField(blank=True, null=True)),
        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "token_digest"), name="one_invitation_per_token"),
            models.UniqueConstraint(condition=models.Q(("accepted_at", None), ("withdrawn_at", None)), fields=("tenant", "email"), name="one_open_invitation_per_address"),
        ],
    ),
    tenant_table(
        "ApiToken",
        ("agent", models.ForeignKey(on_delete=CASCADE, related_name="api_tokens", to="accounts.agent")),
        ("name", models.CharField(max_length=80)),
        ("hint", models.CharField(max_length=12)),
        ("digest", models.CharField(max_length=64)),
        ("scope", models.CharField(choices=[("read", "read"), ("write", "write")], default="write", max_length=5)),
        ("created_at", models.DateTimeField()),
        ("expires_at", models.DateTimeField(blank=True, null=True)),
        ("last_used_at", models.DateTimeField(blank=True, null=True)),
        ("revoked_at", models.DateTimeField(blank=True, null=True)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "digest"), name="one_api_token_per_digest"),
        ],
    ),
    tenant_table(
        "SignInAttempt",
        ("purpose", models.CharField(max_length=10)),
        ("account_digest", models.CharField(max_length=64)),
        ("address", models.CharField(max_length=45)),
        ("attempted_at", models.DateTimeField()),
        indexes=[
            models.Index(fields=["tenant", "attempted_at"], name="sign_in_attempt_by_time"),
        ],
    ),
]


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("accounts", name)
        for name in """
            0001_initial 0002_sign_in_attempts 0003_companies_of_a_login 0004_how_teams_are_routed_to
            0005_routing_by_skills 0006_staffing 0007_own_keys
        """.split()
    ]
    dependencies = [("tenancy", "0001_first_release")]

    operations = [
        NewTables(TABLES),
        SweepFunction(
            "companies_of_login",
            "address text",
            "table (tenant_id bigint, id bigint)",
            "select a.tenant_id, a.id from accounts_agent a join accounts_user u on u.id = a.user_id "
            "where a.is_active and u.is_active and u.email = lower(address) order by a.tenant_id limit 20",
            {"accounts_agent": ["tenant_id", "id", "user_id", "is_active"], "accounts_user": ["id", "email", "is_active"]},
        ),
    ]
