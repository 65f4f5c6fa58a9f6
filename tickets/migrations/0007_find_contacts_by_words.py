from django.db import migrations

from helpdesk.tenancy.operations import SweepFunction

# Addresses are taken apart at every sign, so that "hopper" finds grace.hopper@northwind.test. The tenant's own lexeme
# begins with a sign that no word has: the search for "1…" must not meet it.
WORDS = """
create function contact_words(tenant bigint, words text) returns tsvector
language sql immutable parallel safe as $$
  select to_tsvector('pg_catalog.simple', translate(words, '@.-_+/:&?=%~#''', '              '))
         || array_to_tsvector(array['/' || tenant])
$$
"""
INDEXES = {"tickets_contact": "name", "tickets_contactaddress": "address", "tickets_organization": "name"}
# `+ 0` keeps the planner from reading all of the tenant's rows where the words name a few.
FOUND = """
declare
  tenant bigint := nullif(current_setting('app.tenant_id', true), '')::bigint;
  wanted tsquery;
begin
  if tenant is null or numnode(query) = 0 then
    return;
  end if;
  wanted := ('''/' || tenant || '''')::tsquery && query;
  return query
    (select c.id from tickets_contact c
     where contact_words(c.tenant_id, c.name) @@ wanted and c.tenant_id + 0 = tenant limit most)
    union
    (select a.contact_id from tickets_contactaddress a
     where contact_words(a.tenant_id, a.address) @@ wanted and a.tenant_id + 0 = tenant limit most)
    union
    (select c.id from tickets_organization o join tickets_contact c on c.organization_id = o.id
     where contact_words(o.tenant_id, o.name) @@ wanted and o.tenant_id + 0 = tenant and c.tenant_id = tenant
     limit most)
    limit most;
end
"""


class Migration(migrations.Migration):
    atomic = False  # the indexes are built beside a running desk
    dependencies = [("tickets", "0006_close_after_a_while")]

    operations = [
        migrations.RunSQL(WORDS, "drop function contact_words(bigint, text)"),
        *[
            migrations.RunSQL(
                f"create index concurrently {table}_words on {table} using gin (contact_words(tenant_id, {column}))",
                f"drop index concurrently {table}_words",
            )
            for table, column in INDEXES.items()
        ],
        SweepFunction(
            "contacts_found",
            arguments="query tsquery, most integer",
            returns="setof bigint",
            body=FOUND,
            reads={
                "tickets_contact": ["tenant_id", "id", "name", "organization_id"],
                "tickets_contactaddress": ["tenant_id", "contact_id", "address"],
                "tickets_organization": ["tenant_id", "id", "name"],
            },
            language="plpgsql",
        ),
    ]
