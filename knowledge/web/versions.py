"""Every wording an article had, what changed from one to the next, and taking an old one up again."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.ui.htmx import go
from knowledge import writing
from knowledge.audiences import article_for
from knowledge.comparing import compare
from knowledge.models import Version


@require_safe
@agent_required("knowledge.write")
def index(request, article_id):
    article = article_for(request.agent, article_id, to="knowledge.write")
    versions = article.versions.defer("body").order_by("-number")[:200]
    return render(request, "knowledge/desk/versions.html", {"article": article, "versions": versions})


@require_safe
@agent_required("knowledge.write")
def show(request, article_id, number):
    article = article_for(request.agent, article_id, to="knowledge.write")
    version = get_object_or_404(Version, article=article, number=number)
    before = Version.objects.filter(article=article, number=number - 1).first()
    lines = compare(before.body if before else "", version.body)
    context = {"article": article, "version": version, "before": before, "lines": lines}
    return render(request, "knowledge/desk/version.html", context)


@require_POST
@agent_required("knowledge.write")
def restore(request, article_id, number):
    article = article_for(request.agent, article_id, to="knowledge.write")
    version = get_object_or_404(Version, article=article, number=number)
    writing.restore(article, version, by=request.agent)
    return go(request, reverse("desk-article", args=[article.pk]))
