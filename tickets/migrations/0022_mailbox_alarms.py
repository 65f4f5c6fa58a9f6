import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from helpdesk.tenancy.operations import SweepFunction


class Migration(migrations.Migration):
    """A mailbox says when it needs a look; what came to it in some hours is counted by an index."""

    atomic = False
    dependencies = [("tenancy", "0002_settings_stamp"), ("tickets", "0021_rules_from_now_and_team_lines")]

    operations = [
        migrations.AddField(
            model_name="mailbox",
            name="alarm",
            field=models.CharField(blank=True, choices=[("fetch", "Fetch"), ("silent", "Silent")], max_length=10),
        ),
        migrations.AddField(
            model_name="mailbox", name="fetch_failing_since", field=models.DateTimeField(null=True)
        ),
        AddIndexConcurrently(
            model_name="rawmail",
            index=models.Index(fields=["tenant", "mailbox", "received_at"], name="raw_mail_of_mailbox"),
        ),
        migrations.AlterField(
            model_name="rawmail",
            name="mailbox",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="tickets.mailbox",
            ),
        ),
        SweepFunction(
            name="mailboxes_to_watch",
            arguments="most integer",
            returns="table(tenant_id bigint, id bigint)",
            body="select tenant_id, id from tickets_mailbox where is_active order by tenant_id, id limit most",
            reads={"tickets_mailbox": ["tenant_id", "id", "is_active"]},
        ),
    ]
