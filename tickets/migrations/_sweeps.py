"""What may be asked across tenants: ids of what is due, and the company of an address."""

from django.db import migrations

from helpdesk.tenancy.operations import SweepFunction

MAIL = [
    # The receiver's directory: which company an address belongs to, before any company's scope is open.
    SweepFunction(
        name="mailboxes_at",
        arguments="addresses text[]",
        returns="table(address text, tenant_id bigint, id bigint)",
        body="""
            select m.address::text, m.tenant_id, m.id from tickets_mailbox m
            where m.address = any(addresses) and m.is_active
        """,
        reads={"tickets_mailbox": ["tenant_id", "id", "address", "is_active", "imap_host", "fetched_at"]},
    ),
    SweepFunction(
        name="mailboxes_to_fetch",
        arguments="most integer",
        returns="table(tenant_id bigint, id bigint)",
        body="""
            select m.tenant_id, m.id from tickets_mailbox m
            where m.is_active and m.imap_host <> ''
            order by m.fetched_at nulls first, m.id limit most
        """,
        reads={"tickets_mailbox": ["tenant_id", "id", "is_active", "imap_host", "fetched_at"]},
    ),
    SweepFunction(
        name="mailboxes_to_watch",
        arguments="most integer",
        returns="table(tenant_id bigint, id bigint)",
        body="select tenant_id, id from tickets_mailbox where is_active order by tenant_id, id limit most",
        reads={"tickets_mailbox": ["tenant_id", "id", "is_active"]},
    ),
    SweepFunction(
        name="mail_grants_to_renew",
        arguments="most integer",
        returns="table(tenant_id bigint, id bigint)",
        body="""
            select tenant_id, id from tickets_mailgrant
            where refused_because = ''
              and (expires_at is null or expires_at < statement_timestamp() + interval '10 minutes')
            order by expires_at nulls first limit most
        """,
        reads={"tickets_mailgrant": ["tenant_id", "id", "refused_because", "expires_at"]},
    ),
    # At most 200 of one tenant a call, so that none starves the others.
    SweepFunction(
        name="pending_raw_mail",
        arguments="most integer",
        returns="table(tenant_id bigint, id bigint)",
        body="""
            select tenant_id, id from (
                select r.tenant_id, r.id, r.next_attempt_at,
                       row_number() over (partition by r.tenant_id order by r.next_attempt_at, r.id) as turn
                from (
                    select tenant_id, id, next_attempt_at from tickets_rawmail
                    where state = 'pending' and next_attempt_at < statement_timestamp() - interval '3 seconds'
                    order by next_attempt_at limit most * 20
                ) r
            ) ranked
            where turn <= 200 order by next_attempt_at, id limit most
        """,
        reads={"tickets_rawmail": ["tenant_id", "id", "state", "next_attempt_at"]},
    ),
    SweepFunction(
        name="mail_to_learn",
        arguments="most integer",
        returns="table(tenant_id bigint, id bigint)",
        body="select tenant_id, id from tickets_rawmail where lesson_due_at <= statement_timestamp() "
        "order by lesson_due_at limit most",
        reads={"tickets_rawmail": ["tenant_id", "id", "lesson_due_at"]},
    ),
]

DUE = [
    SweepFunction(
        name="tickets_to_close",
        arguments="most integer",
        returns="table(tenant_id bigint, id bigint)",
        body="""
            select t.tenant_id, t.id
            from tickets_ticket t join tenancy_tenant n on n.id = t.tenant_id
            where t.status_category = 'resolved'
              and t.resolved_at < statement_timestamp() - n.auto_close_hours * interval '1 hour'
            order by t.resolved_at limit most
        """,
        reads={
            "tickets_ticket": ["tenant_id", "id", "status_category", "resolved_at"],
            "tenancy_tenant": ["id", "auto_close_hours"],
        },
    ),
    SweepFunction(
        name="snoozed_tickets_due",
        arguments="most integer",
        returns="table(tenant_id bigint, id bigint)",
        body="""
            select tenant_id, id from tickets_ticket
            where snoozed_until <= statement_timestamp()
            order by snoozed_until limit most
        """,
        reads={"tickets_ticket": ["tenant_id", "id", "snoozed_until"]},
    ),
    SweepFunction(
        name="scheduled_answers_due",
        arguments="most integer",
        returns="table(tenant_id bigint, id bigint)",
        body="""
            select tenant_id, id from tickets_draft
            where send_at <= statement_timestamp()
            order by send_at limit most
        """,
        reads={"tickets_draft": ["tenant_id", "id", "send_at"]},
    ),
    SweepFunction(
        name="recurring_tickets_due",
        arguments="most integer",
        returns="table(tenant_id bigint, id bigint)",
        body="""
            select tenant_id, id from tickets_recurringticket
            where next_at <= statement_timestamp()
            order by next_at limit most
        """,
        reads={"tickets_recurringticket": ["tenant_id", "id", "next_at"]},
    ),
    SweepFunction(
        name="approvals_to_lapse",
        arguments="most integer",
        returns="table(tenant_id bigint, id bigint)",
        body="""
            select tenant_id, id from tickets_approval
            where state = 'waiting' and decide_by < statement_timestamp()
            order by decide_by limit most
        """,
        reads={"tickets_approval": ["tenant_id", "id", "state", "decide_by"]},
    ),
    SweepFunction(
        name="bulk_changes_to_go_on",
        arguments="most integer",
        returns="table(tenant_id bigint, id bigint)",
        body="""
            select tenant_id, id from tickets_bulkchange
            where state in ('running', 'undoing') and made_at < statement_timestamp() - interval '20 seconds'
            order by made_at limit most
        """,
        reads={"tickets_bulkchange": ["tenant_id", "id", "state", "made_at"]},
    ),
]

RULES = [
    SweepFunction(
        name="due_rules",
        arguments="most integer",
        returns="table(tenant_id bigint, id bigint)",
        # Some of each company, so that one with thousands of due tickets keeps nobody waiting.
        body="""
            select distinct on (d.tenant_id) d.tenant_id, d.id
            from tickets_ruledue d
            where d.state = 'pending' and d.fire_at <= statement_timestamp()
            order by d.tenant_id, d.fire_at limit most
        """,
        reads={"tickets_ruledue": ["tenant_id", "id", "state", "fire_at"]},
    ),
    SweepFunction(
        name="rules_to_place",
        arguments="most integer",
        returns="table(tenant_id bigint, id bigint)",
        body="""
            select r.tenant_id, r.id from tickets_rule r
            where r.since <> '' and r.is_active and r.deleted_at is null and r.placed_version < r.version
            order by r.tenant_id, r.id limit most
        """,
        reads={"tickets_rule": ["tenant_id", "id", "since", "is_active", "deleted_at", "placed_version", "version"]},
    ),
    # By right of the sweep's role: the app may add looks and read them, and delete none.
    migrations.RunSQL(
        sql=[
            "grant select, delete on tickets_rulerun to helpdesk_sweep",
            """
            create function forget_rule_looks(most integer, days integer) returns integer
            language sql volatile security definer set search_path = public as $body$
                with gone as (
                    delete from tickets_rulerun where (tenant_id, id) in (
                        select tenant_id, id from tickets_rulerun
                        where outcome in ('no_match', 'once', 'own_change')
                          and at < statement_timestamp() - days * interval '1 day'
                        order by at limit most
                    )
                    returning 1
                )
                select count(*)::integer from gone
            $body$
            """,
            "grant create on schema public to helpdesk_sweep",
            "alter function forget_rule_looks(integer, integer) owner to helpdesk_sweep",
            "revoke create on schema public from helpdesk_sweep",
            "revoke all on function forget_rule_looks(integer, integer) from public",
            "grant execute on function forget_rule_looks(integer, integer) to helpdesk_app",
        ],
        reverse_sql="drop function forget_rule_looks(integer, integer)",
    ),
]

SWEEPS = [*MAIL, *DUE, *RULES]
