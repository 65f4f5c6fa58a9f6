"""What may be asked across tenants: who has something due, and how the sweep itself does."""

from helpdesk.tenancy.operations import SweepFunction

SWEEPS = [
    SweepFunction(
        "due_deadlines",
        "moment timestamptz",
        "table (tenant_id bigint, id bigint)",
        """
        select d.tenant_id, min(d.id) from sla_deadline d
        where d.state = 'pending' and d.fire_at <= coalesce(moment, statement_timestamp())
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
    SweepFunction(
        "sla_health",
        "",
        "table (oldest_due timestamptz, failed bigint, drifting bigint)",
        """
        select
            (select min(d.fire_at) from sla_deadline d where d.state = 'pending' and d.fire_at is not null),
            (select count(*) from sla_deadline d where d.state = 'failed'),
            (select count(*) from sla_drift f where f.settled_at is null)
        """,
        {"sla_deadline": ["fire_at", "state"], "sla_drift": ["settled_at"]},
    ),
    SweepFunction(
        "policies_to_apply",
        "",
        "table (tenant_id bigint, id bigint)",
        "select p.tenant_id, p.id from sla_policy p where p.applied_up_to is not null order by p.tenant_id, p.id",
        {"sla_policy": ["tenant_id", "id", "applied_up_to"]},
    ),
    SweepFunction(
        "bulk_waivers_to_do",
        "",
        "table (tenant_id bigint, id bigint)",
        "select w.tenant_id, w.id from sla_bulkwaiver w where w.finished_at is null order by w.tenant_id, w.id",
        {"sla_bulkwaiver": ["tenant_id", "id", "finished_at"]},
    ),
    SweepFunction(
        name="staffing_looks_due",
        arguments="most integer",
        returns="table(tenant_id bigint, id bigint)",
        body="""
            select l.tenant_id, l.agent_id from sla_staffinglook l
            where l.at <= statement_timestamp() order by l.at limit most
        """,
        reads={"sla_staffinglook": ["tenant_id", "agent_id", "at"]},
    ),
]
