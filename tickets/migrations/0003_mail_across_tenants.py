from django.db import migrations, models

from helpdesk.tenancy.operations import SweepFunction


class Migration(migrations.Migration):
    dependencies = [("tickets", "0002_find_by_words")]

    operations = [
        migrations.AddIndex("mailbox", models.Index(fields=["address"], name="mailbox_by_address")),
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
                        where state = 'pending' and next_attempt_at < clock_timestamp() - interval '3 seconds'
                        order by next_attempt_at limit most * 20
                    ) r
                ) ranked
                where turn <= 200 order by next_attempt_at, id limit most
            """,
            reads={"tickets_rawmail": ["tenant_id", "id", "state", "next_attempt_at"]},
        ),
    ]
