from django.db import migrations

from helpdesk.tenancy.operations import SweepFunction

# Under row-level security `@@` never uses the GIN index (it is not leakproof), so ids are found as helpdesk_sweep,
# within the open tenant only, and joined back through row-level security by the caller.
# A word is worth its rarity among the articles searched (as in BM25; the rarest 1), about 0.6 of it in a title and 0.2 in
# the text, so that a score means the same whether there are three articles or three thousand.
SEARCH = """
    with tenant as (select nullif(current_setting('app.tenant_id', true), '')::bigint as id),
    mark as (select ('t' || id || case when only_public then 'pub' else '' end)::tsquery as here from tenant),
    everything as (
        select count(*) as articles from knowledge_article a, mark, tenant
        where a.tenant_id = tenant.id and a.search @@ mark.here
    ),
    hits as (
        select word.position, a.id, ts_rank('{0.35, 0.35, 0.5, 1}', a.search, word.asked::tsquery) as weight
        from unnest(words) with ordinality word(asked, position), mark, tenant, knowledge_article a
        where a.tenant_id = tenant.id and a.search @@ (mark.here && word.asked::tsquery)
    ),
    rarity as (
        select position, ln(1 + (everything.articles + 0.5) / (count(*) + 0.5))
            / ln(1 + (everything.articles + 0.5) / 1.5) as worth
        from hits, everything group by position, everything.articles
    )
    select hits.id, sum(hits.weight * rarity.worth)::real as score
    from hits join rarity using (position)
    group by hits.id order by score desc, hits.id desc limit most
"""


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_articles_and_sections")]

    operations = [
        SweepFunction(
            name="search_articles",
            arguments="words text[], only_public boolean, most integer",
            returns="table (id bigint, score real)",
            body=SEARCH,
            reads={"knowledge_article": ["tenant_id", "id", "search"]},
        )
    ]
