"""The editor: words in Markdown beside what they will look like."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.permissions import allow
from helpdesk.base.html import TooMuchHtml, render_markdown
from helpdesk.ui.htmx import go
from knowledge import writing
from knowledge.audiences import article_for
from knowledge.comparing import compare
from knowledge.models import Version
from knowledge.web.forms import DETAILS, ArticleForm

TEMPLATE = "knowledge/desk/editor.html"


@agent_required("knowledge.write")
def new(request):
    initial = {"section": request.GET.get("section"), "language": request.tenant.language, "owner": request.agent}
    form = ArticleForm(request.POST or None, initial=initial)
    if not form.is_valid():
        return _page(request, form, None)
    said = form.cleaned_data
    try:
        article = writing.draft(
            said["title"],
            said["body"],
            section=said["section"],
            by=request.agent,
            language=said["language"],
            audience=said["audience"],
        )
    except (ValueError, TooMuchHtml) as error:
        return _refused(request, form, None, error)
    writing.change(article, form.details, by=request.agent)
    return _after(request, article)


@agent_required("knowledge.write")
def edit(request, article_id):
    article = article_for(request.agent, article_id, to="knowledge.write")
    form = ArticleForm(request.POST or None, initial=_initial(article))
    if not form.is_valid():
        return _page(request, form, article)
    said = form.cleaned_data
    details = {name: value for name, value in form.details.items() if getattr(article, name) != value}
    if details and article.is_published and not allow(request.agent, "knowledge.publish"):
        raise PermissionDenied  # they take effect for readers at once
    try:
        article = writing.revise(article, said["title"], said["body"], by=request.agent, seen=said["seen"])
    except writing.StaleText as stale:
        return _stale(request, form, article, stale.newest)
    except (ValueError, TooMuchHtml) as error:
        return _refused(request, form, article, error)
    writing.change(article, details, by=request.agent)
    return _after(request, article)


@require_POST
@agent_required("knowledge.write")
def preview(request):
    try:
        return HttpResponse(render_markdown(request.POST.get("body", "")[: writing.LONGEST_BODY]))
    except TooMuchHtml:
        return HttpResponse(status=422)


def _initial(article) -> dict:
    newest = Version.objects.get(article=article, number=article.version_count)
    details = {name: getattr(article, name) for name in DETAILS}
    return {"title": newest.title, "body": newest.body, "seen": newest.number, **details}


def _after(request, article):
    """Publish where that was asked for and is allowed; then show the article."""
    if request.POST.get("then") == "publish":
        if not allow(request.agent, "knowledge.publish"):
            raise PermissionDenied
        article = writing.publish(article, by=request.agent)
    return go(request, reverse("desk-article", args=[article.pk]))


def _page(request, form, article, *, status=None, **context):
    body = form.data.get("body", "") if form.is_bound else form.initial.get("body", "")
    try:
        html = render_markdown(body[: writing.LONGEST_BODY])
    except TooMuchHtml:
        html = ""
    context |= {"form": form, "article": article, "html": html}
    return render(request, TEMPLATE, context, status=status or (422 if form.is_bound else 200))


def _refused(request, form, article, error):
    form.add_error("body" if isinstance(error, TooMuchHtml) else "title", str(error))
    return _page(request, form, article)


def _stale(request, form, article, newest):
    """Somebody was faster: show what they wrote against what stands here, and save over it only on purpose."""
    form.data = form.data.copy()
    form.data["seen"] = newest.number
    lines = compare(newest.body, form.data["body"].replace("\r\n", "\n"))
    return _page(request, form, article, status=409, newest=newest, lines=lines)
