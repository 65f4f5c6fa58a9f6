"""How customers and messages are found by their words."""

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

# Row-level security keeps the words' index from being used (`@@` is not leakproof), so hits are found here, within the
# open tenant only, and the caller joins them back under its own rights. Decision 0041 says why there are three.
HIT = "table (id bigint, ticket_id bigint, created_at timestamptz)"
COLUMNS = ["tenant_id", "id", "ticket_id", "created_at", "search"]

# Hits among the next `looked` messages; where those are too few, a last row without a ticket says where they end.
WALK = """
declare
    tenant bigint := nullif(current_setting('app.tenant_id', true), '')::bigint;
    until timestamptz := coalesce(before, 'infinity');
    until_id bigint := coalesce(before_id, 9223372036854775807);
    hits integer;
begin
    if tenant is null or numnode(query) = 0 then
        return;
    end if;
    return query
        select n.id, n.ticket_id, n.created_at from (
            select m.id, m.ticket_id, m.created_at, m.search @@ query as fits from tickets_message m
            where m.tenant_id = tenant and (m.created_at, m.id) < (until, until_id)
            order by m.created_at desc, m.id desc limit looked
        ) n where n.fits order by n.created_at desc, n.id desc limit most;
    get diagnostics hits = row_count;
    if hits < most then
        return query
            select m.id, null::bigint, m.created_at from tickets_message m
            where m.tenant_id = tenant and (m.created_at, m.id) < (until, until_id)
            order by m.created_at desc, m.id desc offset looked - 1 limit 1;
    end if;
end
"""

# 36 looks back at 32 messages each, closer together the newer. How many messages lie between is told by the database's
# statistics: every message holds its tenant's own word, so a tenant with many is among the most common words.
SAMPLE = """
declare
    tenant bigint := nullif(current_setting('app.tenant_id', true), '')::bigint;
    past interval;
    total double precision;
begin
    if tenant is null then
        return;
    end if;
    select before - m.created_at into past from tickets_message m
        where m.tenant_id = tenant order by m.created_at, m.id limit 1;
    select greatest(c.reltuples, 0) * coalesce(
            (select coalesce(max(f.share) filter (where f.word = 't' || tenant), min(f.share))
            from pg_stats s, unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) f (word, share)
            where s.schemaname = 'public' and s.tablename = 'tickets_message' and s.attname = 'search'
            and f.word is not null), 1)
        into total from pg_class c where c.oid = 'public.tickets_message'::regclass;
    return query
        select before - past * ((n + 1) ^ 2 / 1296), total * (2 * n + 1) / 1296, looks.* from generate_series(0, 35) n,
            lateral (
                select count(*), count(*) filter (where few.whole and few.beginning),
                    count(*) filter (where few.whole), count(*) filter (where few.beginning)
                from (
                    select coalesce(m.search @@ whole_words, true) as whole,
                        coalesce(m.search @@ begun_word, true) as beginning
                    from tickets_message m
                    where m.tenant_id = tenant and (m.created_at, m.id) < (before - past * (n ^ 2 / 1296), before_id)
                    order by m.created_at desc, m.id desc limit 32
                ) few
            ) looks
        order by n;
end
"""

# The hits older than (before, before_id), found through the words' index by `driver`; with `since`, no older ones.
# Materialized, and the tenant hidden from the index by age where all the past is meant: the way is the caller's choice.
# The tenant's own word keeps other tenants' messages out before they are fetched; where most are its own, reading that
# word's list would cost more than it saves.
LOOK_UP = """
declare
    tenant bigint := nullif(current_setting('app.tenant_id', true), '')::bigint;
    listed tsquery := driver;
begin
    if tenant is null or numnode(query) = 0 then
        return;
    end if;
    if not exists (
        select from pg_stats s, unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) f (word, share)
        where s.schemaname = 'public' and s.tablename = 'tickets_message' and s.attname = 'search'
          and f.word = 't' || tenant and f.share > 0.3
    ) then
        listed := ('t' || tenant)::tsquery && driver;
    end if;
    if since is null then
        return query
            with hits as materialized (
                select m.id, m.ticket_id, m.created_at from tickets_message m
                where m.search @@ listed and (m.search @@ query) is true and m.tenant_id + 0 = tenant
                  and (m.created_at, m.id) < (before, before_id)
            )
            select * from hits order by hits.created_at desc, hits.id desc limit most;
    else
        return query
            with hits as materialized (
                select m.id, m.ticket_id, m.created_at from tickets_message m
                where m.search @@ listed and (m.search @@ query) is true and m.tenant_id = tenant
                  and m.created_at >= since and (m.created_at, m.id) < (before, before_id)
            )
            select * from hits order by hits.created_at desc, hits.id desc limit most;
    end if;
end
"""

SEARCHES = [
    migrations.RunSQL(WORDS, "drop function contact_words(bigint, text)"),
    *[
        migrations.RunSQL(
            f"create index {table}_words on {table} using gin (contact_words(tenant_id, {column}))",
            f"drop index {table}_words",
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
    SweepFunction(
        name="walk_messages",
        arguments="query tsquery, most integer, looked integer, before timestamptz, before_id bigint",
        returns=HIT,
        body=WALK,
        reads={"tickets_message": COLUMNS},
        language="plpgsql",
    ),
    SweepFunction(
        name="sample_messages",
        arguments="whole_words tsquery, begun_word tsquery, before timestamptz, before_id bigint",
        returns="table (since timestamptz, messages double precision, looked bigint, fitting bigint, "
        "fitting_whole bigint, fitting_beginning bigint)",
        body=SAMPLE,
        reads={"tickets_message": COLUMNS},
        language="plpgsql",
    ),
    SweepFunction(
        name="look_up_messages",
        arguments="driver tsquery, query tsquery, most integer, before timestamptz, before_id bigint, "
        "since timestamptz",
        returns=HIT,
        body=LOOK_UP,
        reads={"tickets_message": COLUMNS},
        language="plpgsql",
    ),
    # A plan made for any words serves none; and a list of hits that does not fit into memory becomes a list of
    # pages, whose every message is then looked at.
    migrations.RunSQL(
        "alter function walk_messages set plan_cache_mode = force_custom_plan;"
        "alter function sample_messages set plan_cache_mode = force_custom_plan;"
        "alter function look_up_messages set plan_cache_mode = force_custom_plan set work_mem = '64MB' "
        "set max_parallel_workers_per_gather = 0 set random_page_cost = 1.1",
        migrations.RunSQL.noop,
    ),
]
