from django.db import migrations

from helpdesk.tenancy.operations import AppendOnly, SweepFunction


class Migration(migrations.Migration):
    """What the sweeps may ask across tenants: who has something due, and whose clocks count by an older calendar."""

    dependencies = [("sla", "0001_promises_about_time")]

    operations = [
        SweepFunction(
            "due_deadlines",
            "moment timestamptz",
            "table (tenant_id bigint, id bigint)",
            """
            select d.tenant_id, min(d.id) from sla_deadline d
            where d.state = 'pending' and d.fire_at <= coalesce(moment, clock_timestamp())
            group by d.tenant_id order by min(d.fire_at)
            """,
            {"sla_deadline": ["tenant_id", "id", "state", "fire_at"]},
        ),
        SweepFunction(
            "clocks_behind_their_calendar",
            "",
            "table (tenant_id bigint, id bigint)",
            """
            select k.tenant_id, k.id from sla_calendar k
            where exists (
                select 1 from sla_clock c
                where c.tenant_id = k.tenant_id and c.calendar_id = k.id and c.calendar_revision < k.revision
                  and c.state in ('running', 'paused')
            )
            """,
            {
                "sla_calendar": ["tenant_id", "id", "revision"],
                "sla_clock": ["tenant_id", "calendar_id", "calendar_revision", "state"],
            },
        ),
        SweepFunction(
            "escalation_rules_to_place",
            "",
            "table (tenant_id bigint, id bigint)",
            """
            select r.tenant_id, r.id from sla_escalationrule r
            where r.placed_version < r.version and r.is_active and r.deleted_at is null
            order by r.tenant_id, r.id
            """,
            {"sla_escalationrule": ["tenant_id", "id", "version", "placed_version", "is_active", "deleted_at"]},
        ),
        AppendOnly("sla_policyversion"),
        AppendOnly("sla_target"),
    ]
