"""Publishing, archiving and bringing back."""

from django.urls import reverse
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.ui.htmx import go
from knowledge import writing
from knowledge.audiences import article_for


@require_POST
@agent_required("knowledge.publish")
def publish(request, article_id):
    return _shown(request, writing.publish(_article(request, article_id), by=request.agent))


@require_POST
@agent_required("knowledge.publish")
def archive(request, article_id):
    return _shown(request, writing.archive(_article(request, article_id), by=request.agent))


@require_POST
@agent_required("knowledge.publish")
def bring_back(request, article_id):
    return _shown(request, writing.bring_back(_article(request, article_id), by=request.agent))


def _article(request, article_id):
    return article_for(request.agent, article_id, to="knowledge.publish")


def _shown(request, article):
    return go(request, reverse("desk-article", args=[article.pk]))
