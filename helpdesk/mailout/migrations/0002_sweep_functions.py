from django.db import migrations

from helpdesk.tenancy.operations import SweepFunction

COLUMNS = ["tenant_id", "id", "state", "next_attempt_at", "recipient_digest", "is_automatic", "created_at"]


class Migration(migrations.Migration):
    dependencies = [("mailout", "0001_initial")]

    operations = [
        # At most 200 of one tenant a call, so that none starves the others.
        SweepFunction(
            name="due_outgoing_mail",
            arguments="most integer",
            returns="table(tenant_id bigint, id bigint)",
            body="""
                select tenant_id, id from (
                    select m.tenant_id, m.id, m.next_attempt_at,
                           row_number() over (partition by m.tenant_id order by m.next_attempt_at, m.id) as turn
                    from (
                        select tenant_id, id, next_attempt_at from mailout_outgoingmail
                        where state in ('queued', 'sending') and next_attempt_at < clock_timestamp() - interval '5 seconds'
                        order by next_attempt_at limit most * 20
                    ) m
                ) ranked
                where turn <= 200 order by next_attempt_at, id limit most
            """,
            reads={"mailout_outgoingmail": COLUMNS},
        ),
        # Counts only: whose mail it was and what it said stays with its tenant.
        SweepFunction(
            name="automatic_mail_counts",
            arguments="digest text, at timestamptz",
            returns="table(last_hour bigint, last_day bigint, tenant_hour bigint)",
            body="""
                select
                    (select count(*) from mailout_outgoingmail m where m.is_automatic and m.recipient_digest = digest
                        and m.created_at > at - interval '1 hour'),
                    (select count(*) from mailout_outgoingmail m where m.is_automatic and m.recipient_digest = digest
                        and m.created_at > at - interval '1 day'),
                    (select count(*) from mailout_outgoingmail m where m.is_automatic
                        and m.tenant_id = nullif(current_setting('app.tenant_id', true), '')::bigint
                        and m.created_at > at - interval '1 hour')
            """,
            reads={"mailout_outgoingmail": COLUMNS},
        ),
    ]
