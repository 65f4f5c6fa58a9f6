from django.db import migrations

from helpdesk.tenancy.operations import SweepFunction


class Migration(migrations.Migration):
    dependencies = [("metrics", "0001_facts_rollups_and_surveys")]

    operations = [
        # One row a tenant is enough: each refresh works off all marks of its tenant.
        SweepFunction(
            name="dirty_metrics",
            arguments="",
            returns="table(tenant_id bigint, id bigint)",
            body="select tenant_id, min(id) from metrics_dirtyticket group by tenant_id",
            reads={"metrics_dirtyticket": ["tenant_id", "id"]},
        ),
        # At most 100 of one tenant a call, so that none starves the others.
        SweepFunction(
            name="due_surveys",
            arguments="most integer",
            returns="table(tenant_id bigint, id bigint)",
            body="""
                select tenant_id, id from (
                    select s.tenant_id, s.id, s.due_at,
                           row_number() over (partition by s.tenant_id order by s.due_at, s.id) as turn
                    from (
                        select tenant_id, id, due_at from metrics_survey
                        where state = 'planned' and due_at <= clock_timestamp()
                        order by due_at limit most * 20
                    ) s
                ) ranked
                where turn <= 100 order by due_at, id limit most
            """,
            reads={"metrics_survey": ["tenant_id", "id", "state", "due_at"]},
        ),
    ]
