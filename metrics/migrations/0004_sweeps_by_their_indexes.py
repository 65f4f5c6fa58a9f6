from django.db import migrations

BY_INDEX = """
do $body$
declare
    sweep record;
begin
    for sweep in select oid, prosrc from pg_proc
        where proowner = 'helpdesk_sweep'::regrole and prosrc like '%clock_timestamp()%' order by oid
    loop
        execute replace(pg_get_functiondef(sweep.oid), 'clock_timestamp()', 'statement_timestamp()');
    end loop;
end
$body$
"""


class Migration(migrations.Migration):
    """clock_timestamp() is volatile, so no index may be searched for it: each sweep read all that was ever to be due.

    The statement's own time differs from it by the milliseconds the question takes. Said once for all apps, here
    because metrics comes after every one of them.
    """

    dependencies = [
        ("metrics", "0003_survey_not_wanted"),
        ("tickets", "0024_undo_bulk_links_and_side"),
        ("sla", "0010_due_deadlines_by_their_index"),
        ("mailout", "0004_domains_and_their_keys"),
        ("events", "0003_audit_index"),
        ("webhooks", "0001_endpoints_and_calls"),
    ]

    operations = [migrations.RunSQL(BY_INDEX, migrations.RunSQL.noop)]
