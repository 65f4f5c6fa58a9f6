"""Arranging the help centre."""

from django.db import IntegrityError, transaction
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.ui.htmx import go
from knowledge import sections
from knowledge.audiences import section_for
from knowledge.web.forms import SectionForm
from knowledge.web.tree import tree


@require_safe
@agent_required("knowledge.publish")
def index(request):
    return render(request, "knowledge/desk/sections.html", {"tree": tree(request.agent)})


@agent_required("knowledge.publish")
def new(request):
    form = SectionForm(request.POST or None)
    return _saved(request, form, None, lambda values, by: sections.add(values.pop("name"), by=by, **values))


@agent_required("knowledge.publish")
def edit(request, section_id):
    section = section_for(request.agent, section_id, to="knowledge.publish")
    form = SectionForm(request.POST or None, section=section)
    return _saved(request, form, section, lambda values, by: sections.change(section, values, by=by))


@require_POST
@agent_required("knowledge.publish")
def remove(request, section_id):
    section = section_for(request.agent, section_id, to="knowledge.publish")
    try:
        sections.remove(section, by=Actor.agent(request.agent))
    except sections.NotEmpty as refused:
        context = {"form": SectionForm(section=section), "section": section, "refused": str(refused)}
        return render(request, "knowledge/desk/section.html", context, status=409)
    return go(request, reverse("desk-sections"))


def _saved(request, form, section, save):
    """Save a valid form; what the action refuses stands on the form."""
    if form.is_valid():
        try:
            with transaction.atomic():
                save(dict(form.cleaned_data), Actor.agent(request.agent))
            return go(request, reverse("desk-sections"))
        except sections.WrongPlace as refused:
            form.add_error("parent", str(refused))
        except IntegrityError:
            form.add_error("name", _("A section of that name stands there already."))
    context = {"form": form, "section": section}
    return render(request, "knowledge/desk/section.html", context, status=422 if form.is_bound else 200)
