"""What may be asked across tenants: which teams have tickets that wait, and when to look again."""

from helpdesk.tenancy.operations import SweepFunction

# ruff: noqa: S608 put together from own words only

# Somebody of the team is there to answer, or tickets of it wait for somebody.
ON_DUTY = """
    select from accounts_teammembership m
    join accounts_agent a on a.tenant_id = m.tenant_id and a.id = m.agent_id
    where m.tenant_id = t.tenant_id and m.team_id = t.id and a.is_active and a.is_on_duty and a.role <> 'light'
"""
WAITING = """
    select from tickets_ticket w
    where w.tenant_id = t.tenant_id and w.team_id = t.id and w.is_open and w.assignee_id is null
"""
READS = {
    "accounts_team": ["tenant_id", "id", "is_routed", "alarm_after_minutes"],
    "accounts_teammembership": ["tenant_id", "team_id", "agent_id"],
    "accounts_agent": ["tenant_id", "id", "is_active", "is_on_duty", "role"],
    "tickets_ticket": ["tenant_id", "team_id", "is_open", "assignee_id", "created_at"],
    "tickets_routingalarm": ["tenant_id", "team_id"],
    "tickets_routinglook": ["tenant_id", "ticket_id", "at"],
}

# Asked from the teams' side: there are few of them, and of tickets that wait perhaps many. Where more teams wait than
# one look takes, chance sees to it that none is always left out.
SWEEPS_OF_ROUTING = [
    SweepFunction(
        name="teams_with_waiting_tickets",
        arguments="most integer",
        returns="table(tenant_id bigint, id bigint)",
        body=f"""
            select t.tenant_id, t.id from accounts_team t
            where t.is_routed and exists ({WAITING}) and exists ({ON_DUTY})
            order by random() limit most
        """,
        reads=READS,
    ),
    # Those whose alarm is to be raised, and those where it is over.
    SweepFunction(
        name="teams_left_alone",
        arguments="most integer",
        returns="table(tenant_id bigint, id bigint)",
        body=f"""
            select t.tenant_id, t.id from accounts_team t
            left join tickets_routingalarm r on r.tenant_id = t.tenant_id and r.team_id = t.id
            where (r.team_id is null) = (
                t.is_routed and t.alarm_after_minutes is not null and not exists ({ON_DUTY}) and exists (
                    {WAITING} and w.created_at <= statement_timestamp() - t.alarm_after_minutes * interval '1 minute'
                )
            )
            order by random() limit most
        """,
        reads=READS,
    ),
    SweepFunction(
        name="routing_looks_due",
        arguments="most integer",
        returns="table(tenant_id bigint, id bigint)",
        body="""
            select l.tenant_id, l.ticket_id from tickets_routinglook l
            where l.at <= statement_timestamp() order by l.at limit most
        """,
        reads=READS,
    ),
]
