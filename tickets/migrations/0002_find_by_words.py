from django.db import migrations

from helpdesk.tenancy.operations import SweepFunction

# Row-level security keeps the words' index from being used (its operator is not leakproof), so the ids are found
# here, where the open scope's tenant is part of the condition, and joined back under the caller's own rights.
# A rare word is looked up in the index and sorted; a common one is met soon on the way back from the newest message.
BODY = """
declare
  tenant bigint := nullif(current_setting('app.tenant_id', true), '')::bigint;
  wanted tsquery;
  is_common boolean;
begin
  if tenant is null then
    return;
  end if;
  wanted := ('''t' || tenant || '''')::tsquery && to_tsquery(configuration::regconfig, words);
  select count(*) = 5000 into is_common
    from (select 1 from tickets_message m where m.search @@ wanted limit 5000) few;
  if is_common then
    return query
      select m.ticket_id from tickets_message m
      where m.tenant_id = tenant and m.search @@ wanted
      order by m.created_at desc, m.id desc limit most;
  else
    return query
      with hits as materialized (
        select m.ticket_id, m.created_at, m.id from tickets_message m
        where m.search @@ wanted and m.tenant_id = tenant
      )
      select hits.ticket_id from hits order by hits.created_at desc, hits.id desc limit most;
  end if;
end
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial"), ("tenancy", "0001_initial")]

    operations = [
        SweepFunction(
            "tickets_found",
            arguments="configuration text, words text, most integer",
            returns="setof bigint",
            body=BODY,
            reads={"tickets_message": ["tenant_id", "id", "ticket_id", "created_at", "search"]},
            language="plpgsql",
        ),
    ]
