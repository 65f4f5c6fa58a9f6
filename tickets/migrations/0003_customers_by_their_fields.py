from django.db import migrations

from helpdesk.tenancy.operations import SweepFunction

# What stands in the company's own fields, as words; whether a box is ticked says nothing about whom one looks for.
FIELD_WORDS = """
create function field_words(own jsonb) returns text
language sql immutable parallel safe as $$
  select string_agg(value #>> '{}', ' ') from jsonb_each(own) where jsonb_typeof(value) in ('string', 'number')
$$
"""
# Most customers of most companies have none: the indexes hold those who do.
INDEX = (
    "create index concurrently {table}_field_words on {table} using gin (contact_words(tenant_id, field_words(custom_fields)))"
    " where custom_fields <> '{{}}'"
)
# As in 0001, with the fields of the customer and of the organisation.
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
    (select c.id from tickets_contact c
     where contact_words(c.tenant_id, field_words(c.custom_fields)) @@ wanted and c.custom_fields <> '{}'
     and c.tenant_id + 0 = tenant limit most)
    union
    (select a.contact_id from tickets_contactaddress a
     where contact_words(a.tenant_id, a.address) @@ wanted and a.tenant_id + 0 = tenant limit most)
    union
    (select c.id from tickets_organization o join tickets_contact c on c.organization_id = o.id
     where contact_words(o.tenant_id, o.name) @@ wanted and o.tenant_id + 0 = tenant and c.tenant_id = tenant
     limit most)
    union
    (select c.id from tickets_organization o join tickets_contact c on c.organization_id = o.id
     where contact_words(o.tenant_id, field_words(o.custom_fields)) @@ wanted and o.custom_fields <> '{}'
     and o.tenant_id + 0 = tenant and c.tenant_id = tenant limit most)
    limit most;
end
"""


class Migration(migrations.Migration):
    atomic = False  # indexes that are made while the product runs
    dependencies = [("tickets", "0002_drafts_of_forms")]

    operations = [
        migrations.RunSQL(FIELD_WORDS, "drop function field_words(jsonb)"),
        *[
            migrations.RunSQL(INDEX.format(table=table), f"drop index {table}_field_words")
            for table in ("tickets_contact", "tickets_organization")
        ],
        SweepFunction(
            "contacts_found",
            arguments="query tsquery, most integer",
            returns="setof bigint",
            body=FOUND,
            reads={
                "tickets_contact": ["tenant_id", "id", "name", "organization_id", "custom_fields"],
                "tickets_contactaddress": ["tenant_id", "contact_id", "address"],
                "tickets_organization": ["tenant_id", "id", "name", "custom_fields"],
            },
            language="plpgsql",
        ),
    ]
