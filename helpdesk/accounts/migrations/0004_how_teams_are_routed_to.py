from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_companies_of_a_login"), ("tenancy", "0002_settings_stamp")]

    operations = [
        migrations.AddField("agent", "most_open_tickets", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField("team", "most_open_tickets", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField("team", "prefers_last_agent", models.BooleanField(default=False)),
        migrations.AddField(
            "team",
            "routing",
            models.CharField(
                choices=[
                    ("round_robin", "Whoever has waited longest"),
                    ("least_loaded", "Whoever has the most room"),
                ],
                default="round_robin",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            "agent",
            models.CheckConstraint(
                condition=Q(most_open_tickets=None) | Q(most_open_tickets__gte=1), name="an_agent_takes_at_least_one"
            ),
        ),
        migrations.AddConstraint(
            "team",
            models.CheckConstraint(
                condition=Q(most_open_tickets=None) | Q(most_open_tickets__gte=1),
                name="a_team_member_takes_at_least_one",
            ),
        ),
    ]
