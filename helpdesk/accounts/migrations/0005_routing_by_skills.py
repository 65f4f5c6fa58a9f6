import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import helpdesk.tenancy.context

ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
OPTIONS = {"abstract": False, "base_manager_name": "objects"}
WITH_IT = django.db.models.deletion.CASCADE


def of_a_tenant():
    return models.ForeignKey(
        db_index=False,
        default=helpdesk.tenancy.context.current_tenant_id,
        editable=False,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to="tenancy.tenant",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_how_teams_are_routed_to"),
        ("tenancy", "0002_settings_stamp"),
    ]

    operations = [
        migrations.CreateModel(
            name="Skill",
            fields=[("id", ID), ("name", models.CharField(max_length=60)), ("tenant", of_a_tenant())],
            options=OPTIONS
            | {
                "constraints": [models.UniqueConstraint(fields=("tenant", "name"), name="one_skill_per_name")],
            },
        ),
        migrations.CreateModel(
            name="AgentSkill",
            fields=[
                ("id", ID),
                (
                    "level",
                    models.PositiveSmallIntegerField(choices=[(1, "basic"), (2, "good"), (3, "expert")], default=2),
                ),
                ("agent", models.ForeignKey(on_delete=WITH_IT, related_name="skills", to="accounts.agent")),
                ("skill", models.ForeignKey(on_delete=WITH_IT, related_name="holders", to="accounts.skill")),
                ("tenant", of_a_tenant()),
            ],
            options=OPTIONS
            | {
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "skill", "agent"), name="a_skill_is_had_once"),
                    models.CheckConstraint(condition=Q(level__in=[1, 2, 3]), name="a_skill_has_a_level"),
                ],
            },
        ),
        migrations.AddField(
            "team", "alarm_after_minutes", models.PositiveSmallIntegerField(blank=True, default=30, null=True)
        ),
        migrations.AddField("team", "attend_within_minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField(
            "team",
            "fallback_team",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="accounts.team",
            ),
        ),
        migrations.AddField("team", "falls_back_after_minutes", models.PositiveSmallIntegerField(default=60)),
        migrations.AddField("team", "is_routed", models.BooleanField(default=True)),
        migrations.AddField(
            "team", "skills_waived_after_minutes", models.PositiveSmallIntegerField(blank=True, default=60, null=True)
        ),
        migrations.AlterField(
            "team",
            "routing",
            models.CharField(
                choices=[
                    ("round_robin", "Whoever has waited longest"),
                    ("least_loaded", "Whoever has the most room"),
                    ("skill_fit", "Whoever knows it best"),
                ],
                default="round_robin",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            "team",
            models.CheckConstraint(
                condition=Q(fallback_team=None) | ~Q(fallback_team=F("id")), name="a_team_is_not_its_own_fallback"
            ),
        ),
    ]
