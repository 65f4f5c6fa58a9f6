"""All articles an agent may read, and one of them as its readers see it."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.base import clock
from helpdesk.ui.listing import Listing, Order
from knowledge.audiences import article_for, articles_for
from knowledge.models import Feedback
from knowledge.search.asking import ask
from knowledge.web.tree import tree

VIEWS = {
    "": lambda rows: rows.current(),
    "draft": lambda rows: rows.drafts(),
    "changed": lambda rows: rows.with_unpublished_changes(),
    "review": lambda rows: rows.to_be_reviewed(on=clock.now().date()),
    "archived": lambda rows: rows.archived(),
}
TABS = {
    "": _("Current"),
    "draft": _("Drafts"),
    "changed": _("Unpublished changes"),
    "review": _("To be reviewed"),
    "archived": _("Archive"),
}
ARTICLES = Listing(
    orders={"updated": Order(_("Last updated"), "-updated_at"), "title": Order(_("Title"), "title")},
    filters={"section": lambda rows, value: rows.filter(section_id=value if value.isdecimal() else 0)},
    size=30,
)
MOST_HITS = 50


@require_safe
@agent_required("knowledge.read")
def index(request):
    question = request.GET.get("q", "").strip()[:300]
    view = request.GET.get("view") if request.GET.get("view") in VIEWS else ""
    rows = (
        articles_for(request.agent).select_related("section__parent", "owner").defer("body", "html", "text", "search")
    )
    context = {
        "question": question,
        "hits": ask(question, reader=request.agent, most=MOST_HITS) if question else [],
        "page": None if question else ARTICLES.page(VIEWS[view](rows), request.GET),
        "tabs": [{"href": f"?view={key}", "label": label, "current": key == view} for key, label in TABS.items()],
        "tree": tree(request.agent, current=request.GET.get("section", "")),
    }
    return render(request, "knowledge/desk/index.html", context)


@require_safe
@agent_required("knowledge.read")
def show(request, article_id):
    article = article_for(request.agent, article_id, to="knowledge.read")
    comments = Feedback.objects.filter(article=article).exclude(comment="").order_by("-created_at")[:10]
    context = {"article": article, "comments": comments, "tree": tree(request.agent, current=str(article.section_id))}
    return render(request, "knowledge/desk/show.html", context)
