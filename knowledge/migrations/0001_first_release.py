from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT, SET_NULL

from helpdesk.tenancy.operations import NewTables, SweepFunction, tenant_table

TABLES = [
    tenant_table(
        "Section",
        ("name", models.CharField(max_length=80)),
        ("slug", models.CharField(max_length=90)),
        ("description", models.CharField(blank=True, max_length=200)),
        ("parent", models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name="children", to="knowledge.section")),
        ("position", models.PositiveSmallIntegerField(default=0)),
        ("audience", models.CharField(choices=[("public", "Everyone"), ("internal", "Agents only")], default="public", max_length=8)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "slug"), name="one_section_per_slug"),
            models.UniqueConstraint(fields=("tenant", "parent", "name"), name="one_section_per_name_and_place", nulls_distinct=False),
            models.CheckConstraint(condition=models.Q(("parent", models.F("id")), _negated=True), name="no_section_stands_in_itself"),
        ],
    ),
    tenant_table(
        "Article",
        ("version", models.PositiveIntegerField(default=0, editable=False)),
        ("last_event_at", models.DateTimeField(editable=False, null=True)),
        ("title", models.CharField(max_length=160)),
        ("slug", models.CharField(max_length=180)),
        ("section", models.ForeignKey(on_delete=PROTECT, related_name="articles", to="knowledge.section")),
        ("language", models.CharField(max_length=12)),
        ("audience", models.CharField(choices=[("public", "Everyone"), ("internal", "Agents only")], default="public", max_length=8)),
        ("state", models.CharField(choices=[("draft", "Draft"), ("published", "Published"), ("archived", "Archived")], default="draft", max_length=9)),
        ("body", models.TextField(blank=True)),
        ("html", models.TextField(blank=True)),
        ("text", models.TextField(blank=True)),
        ("author", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to="accounts.agent")),
        ("owner", models.ForeignKey(blank=True, null=True, on_delete=SET_NULL, related_name="+", to="accounts.agent")),
        ("review_on", models.DateField(blank=True, null=True)),
        ("created_at", models.DateTimeField()),
        ("updated_at", models.DateTimeField()),
        ("published_at", models.DateTimeField(null=True)),
        ("version_count", models.PositiveIntegerField(default=0)),
        ("published_number", models.PositiveIntegerField(null=True)),
        ("helpful_count", models.PositiveIntegerField(default=0)),
        ("unhelpful_count", models.PositiveIntegerField(default=0)),
        ("search", SearchVectorField(editable=False, null=True)),
        indexes=[
            models.Index(fields=["tenant", "section", "state", "title"], name="article_of_section"),
            models.Index(fields=["tenant", "state", "-updated_at"], name="article_by_state"),
            GinIndex(fields=["search"], name="article_search"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "slug"), name="one_article_per_slug"),
            models.CheckConstraint(condition=models.Q(models.Q(("state", "published"), _negated=True), models.Q(("published_at__isnull", False), ("published_number__isnull", False)), _connector="OR"), name="a_published_article_says_when_and_which_version"),
        ],
    ),
    tenant_table(
        "Version",
        ("article", models.ForeignKey(on_delete=CASCADE, related_name="versions", to="knowledge.article")),
        ("number", models.PositiveIntegerField()),
        ("title", models.CharField(max_length=160)),
        ("body", models.TextField(blank=True)),
        ("author", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to="accounts.agent")),
        ("author_name", models.CharField(max_length=120)),
        ("created_at", models.DateTimeField()),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "article", "number"), name="one_version_per_number"),
        ],
    ),
    tenant_table(
        "Feedback",
        ("article", models.ForeignKey(on_delete=CASCADE, related_name="feedback", to="knowledge.article")),
        ("visitor_digest", models.CharField(max_length=64)),
        ("is_helpful", models.BooleanField()),
        ("comment", models.TextField(blank=True)),
        ("version_number", models.PositiveIntegerField()),
        ("created_at", models.DateTimeField()),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "article", "visitor_digest"), name="one_vote_per_visitor"),
        ],
    ),
]

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
    initial = True
    replaces = [("knowledge", "0001_articles_and_sections"), ("knowledge", "0002_search_articles")]
    dependencies = [("accounts", "0001_first_release"), ("tenancy", "0001_first_release")]

    operations = [
        NewTables(TABLES),
        SweepFunction(
            name="search_articles",
            arguments="words text[], only_public boolean, most integer",
            returns="table (id bigint, score real)",
            body=SEARCH,
            reads={"knowledge_article": ["tenant_id", "id", "search"]},
        ),
    ]
