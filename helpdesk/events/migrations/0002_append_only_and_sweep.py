from django.db import migrations

from helpdesk.tenancy.operations import AppendOnly, SweepFunction


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [
        AppendOnly("events_event"),
        # At most 200 of one tenant a call, so that none starves the others.
        SweepFunction(
            name="due_deliveries",
            arguments="most integer",
            returns="table(tenant_id bigint, id bigint)",
            body="""
                select tenant_id, id from (
                    select d.tenant_id, d.id, d.next_attempt_at,
                           row_number() over (partition by d.tenant_id order by d.next_attempt_at, d.id) as turn
                    from (
                        select tenant_id, id, next_attempt_at from events_delivery
                        where state = 'pending' and next_attempt_at < clock_timestamp() - interval '5 seconds'
                        order by next_attempt_at limit most * 20
                    ) d
                ) ranked
                where turn <= 200 order by next_attempt_at, id limit most
            """,
            reads={"events_delivery": ["tenant_id", "id", "state", "next_attempt_at"]},
        ),
    ]
