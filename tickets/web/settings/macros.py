"""`/settings/macros/`: prepared answers. Agents keep their own here, managers everybody's."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.ui.settings_pages import confirm_page
from tickets.automation import macro_shelf, macros
from tickets.automation.conditions.offers import names_read_together
from tickets.automation.variables import known_to_macros
from tickets.models import Ticket
from tickets.web.settings.macro_form import MacroForm


@agent_required("macro.own")
def index(request):
    every = macro_shelf.editable_by(request.agent).order_by("name", "id")
    with names_read_together(one for macro in every for one in macros.speaks_of(macro.changes)):
        rows = [(macro, macros.broken(macro)) for macro in every]
    return render(request, "tickets/settings/macros.html", {"title": _("Macros"), "rows": rows})


@agent_required("macro.own")
def create(request):
    form = MacroForm(request.POST or None, writer=request.agent)
    if request.method == "POST" and form.is_valid():
        macro = macro_shelf.make(form.columns(), by=Actor.agent(request.agent))
        return _done(request, _("%(name)s was saved.") % {"name": macro.name})
    return _page(request, form, _("New macro"))


@agent_required("macro.own")
def edit(request, pk):
    macro = get_object_or_404(macro_shelf.editable_by(request.agent), pk=pk)
    form = MacroForm(request.POST or None, writer=request.agent, macro=macro)
    if request.method == "POST" and form.is_valid():
        macro = macro_shelf.change(macro, form.columns(), by=Actor.agent(request.agent))
        return _done(request, _("%(name)s was saved.") % {"name": macro.name})
    return _page(request, form, macro.name, macro=macro)


@agent_required("macro.own")
def remove(request, pk):
    macro = get_object_or_404(macro_shelf.editable_by(request.agent), pk=pk)
    if request.method == "POST":
        macro_shelf.remove(macro, by=Actor.agent(request.agent))
        return _done(request, _("%(name)s was removed.") % {"name": macro.name})
    return confirm_page(
        request,
        title=_("Remove %(name)s?") % {"name": macro.name},
        text=_("Answers that were written with it stay as they are."),
        label=_("Remove"),
        back=reverse("settings-macro", args=[pk]),
        crumbs=_crumbs()[1:],
    )


def _page(request, form, title, macro=None):
    context = {
        "title": title,
        "form": form,
        "back": reverse("settings-macros"),
        "crumbs": [*_crumbs(), ("", title)],
        "variables": [("{{" + key + "}}", variable.label) for key, variable in known_to_macros().items()],
        "preview": _preview(request.agent, macro),
        "danger": _ways_out(macro),
        "broken": macros.broken(macro) if macro else [],
    }
    return render(request, "tickets/settings/macro.html", context, status=422 if form.is_bound else 200)


def _preview(agent, macro):
    """How the saved macro reads on the newest ticket this agent sees."""
    ticket = Ticket.objects.visible_to(agent).open().select_related("requester", "organization").newest_activity_first()
    newest = ticket.first() if macro else None
    return {"ticket": newest, "of": macros.preview(macro, newest, agent)} if newest else None


def _ways_out(macro):
    if macro is None:
        return []
    text = _("Answers that were written with it stay.")
    return [{"href": reverse("settings-macro-remove", args=[macro.pk]), "label": _("Remove"), "text": text}]


def _crumbs():
    return [(reverse("settings"), _("Settings")), (reverse("settings-macros"), _("Macros"))]


def _done(request, text):
    messages.success(request, text)
    return HttpResponseRedirect(reverse("settings-macros"))
