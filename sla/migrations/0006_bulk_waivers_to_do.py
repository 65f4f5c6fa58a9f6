from django.db import migrations

from helpdesk.tenancy.operations import SweepFunction

# Open tickets only, and of them those with a business clock ahead: a few statements' worth, also on a large table.
HOURS_OF_THE_NEXT_DUE = """
    update tickets_ticket t set due_calendar = c.calendar_id from sla_clock c
    where c.tenant_id = t.tenant_id and c.ticket_id = t.id and c.metric = t.due_metric
      and c.state = 'running' and c.calendar_id is not null and t.is_open and t.due_calendar is null
"""


class Migration(migrations.Migration):
    """Who forgives many missed promises at once; and the hours of what is due next, for tickets that were there."""

    dependencies = [("sla", "0005_commitments_and_breaches"), ("tickets", "0013_hours_of_the_next_due")]

    operations = [
        SweepFunction(
            "bulk_waivers_to_do",
            "",
            "table (tenant_id bigint, id bigint)",
            "select w.tenant_id, w.id from sla_bulkwaiver w where w.finished_at is null order by w.tenant_id, w.id",
            {"sla_bulkwaiver": ["tenant_id", "id", "finished_at"]},
        ),
        migrations.RunSQL(HOURS_OF_THE_NEXT_DUE, migrations.RunSQL.noop),
    ]
