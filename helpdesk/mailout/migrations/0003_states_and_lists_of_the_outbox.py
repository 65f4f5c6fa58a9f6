from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

STATES = ["queued", "sending", "sent", "cancelled", "bounced", "failed"]


class Migration(migrations.Migration):
    """Mail that came back is told from mail that never left; the lists of the outbox are read in their order."""

    atomic = False
    dependencies = [("mailout", "0002_sweep_functions"), ("tenancy", "0002_settings_stamp")]

    operations = [
        migrations.AlterField(
            model_name="outgoingmail",
            name="state",
            field=models.CharField(
                choices=[(state, state.capitalize()) for state in STATES], default="queued", max_length=10
            ),
        ),
        AddIndexConcurrently(
            model_name="outgoingmail",
            index=models.Index(fields=["tenant", "-created_at", "-id"], name="mail_by_age"),
        ),
        AddIndexConcurrently(
            model_name="outgoingmail",
            index=models.Index(
                condition=models.Q(("state__in", ["failed", "bounced"])),
                fields=["tenant", "-created_at", "-id"],
                name="mail_in_trouble_by_age",
            ),
        ),
    ]
