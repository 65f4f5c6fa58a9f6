from django.db import migrations

from helpdesk.tenancy.operations import SweepFunction

# Row-level security keeps the words' index from being used (`@@` is not leakproof), so hits are found here, within the
# open tenant only, and the caller joins them back under its own rights.
# No single plan serves newest-first: a common word is met soon on the way back from the newest message, a rare one only
# through the index. The newest 3,000 messages tell which it is (15 ms at most). At 0.3 % both ways cost the same: 50
# hits are 17,000 messages back, or 9,000 of 3 million to be sorted. The index's own count of a common word would cost
# more than the search, and the planner's estimate takes words for independent of each other.
SEARCH = """
declare
    tenant bigint := nullif(current_setting('app.tenant_id', true), '')::bigint;
    wanted tsquery;
    until timestamptz := coalesce(before, 'infinity');
    until_id bigint := coalesce(before_id, 9223372036854775807);
    looked bigint;
    fitting bigint;
begin
    if tenant is null or numnode(query) = 0 then
        return;
    end if;
    wanted := ('t' || tenant)::tsquery && query;
    select count(*), count(*) filter (where recent.fits) into looked, fitting from (
        select m.search @@ wanted as fits from tickets_message m
        where m.tenant_id = tenant and (m.created_at, m.id) < (until, until_id)
        order by m.created_at desc, m.id desc limit 3000
    ) recent;
    if looked < 3000 or fitting * 1000 >= looked * 3 then
        return query
            select m.id, m.ticket_id, m.created_at from tickets_message m
            where m.tenant_id = tenant and (m.created_at, m.id) < (until, until_id)
              and (m.search @@ wanted) is true  -- as it stands, no index answers this
            order by m.created_at desc, m.id desc limit most;
    else
        return query
            with hits as materialized (
                select m.id, m.ticket_id, m.created_at from tickets_message m
                where m.search @@ wanted and m.tenant_id + 0 = tenant
            )
            select hits.id, hits.ticket_id, hits.created_at from hits
            where (hits.created_at, hits.id) < (until, until_id)
            order by hits.created_at desc, hits.id desc limit most;
    end if;
end
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_portal_sign_in")]

    operations = [
        SweepFunction(
            name="search_messages",
            arguments="query tsquery, most integer, before timestamptz, before_id bigint",
            returns="table (id bigint, ticket_id bigint, created_at timestamptz)",
            body=SEARCH,
            reads={"tickets_message": ["tenant_id", "id", "ticket_id", "created_at", "search"]},
            language="plpgsql",
        ),
        # Its place is taken by search_messages, which goes on where a page ended.
        migrations.RunSQL("drop function tickets_found(text, text, integer)", migrations.RunSQL.noop),
    ]
