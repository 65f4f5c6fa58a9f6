"""`/settings/rules/`: what happens by itself, in the order in which it looks; each tried before it is let loose."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.ui.settings_pages import confirm_page, form_page
from tickets.automation import bounds, echoes, rules, tracing, trials
from tickets.automation.action_rows import action_rows
from tickets.automation.actions.registry import RuleRefused
from tickets.automation.condition_rows import condition_rows, wants_more
from tickets.models import Rule
from tickets.web.settings.rule_form import LimitForm, RuleForm


@agent_required("settings.tickets")
def index(request):
    context = {"title": _("Rules"), "rows": tracing.standings(), "most_an_hour": bounds.of_company()}
    return render(request, "tickets/settings/rules.html", context)


@agent_required("settings.tickets")
def create(request):
    return _show(request, Rule(), _("New rule"))


@agent_required("settings.tickets")
def edit(request, pk):
    rule = get_object_or_404(Rule.objects.existing(), pk=pk)
    return _show(request, rule, rule.name)


@agent_required("settings.tickets")
def limit(request):
    """How many tickets all rules together may touch within an hour."""
    form = LimitForm(request.POST or None, initial={"most_an_hour": bounds.of_company()})
    if request.method == "POST" and form.is_valid():
        bounds.set_of_company(form.cleaned_data["most_an_hour"], by=Actor.agent(request.agent))
        messages.success(request, _("The limit was saved."))
        return _back()
    crumbs = [(reverse("settings-rules"), _("Rules"))]
    return form_page(request, form, title=_("Limit of all rules"), back=reverse("settings-rules"), crumbs=crumbs)


@require_POST
@agent_required("settings.tickets")
def place(request, pk):
    rule = get_object_or_404(Rule.objects.existing(), pk=pk)
    rules.move(rule, up=request.POST.get("to") == "up", by=Actor.agent(request.agent))
    return _back()


@require_POST
@agent_required("settings.tickets")
def switch(request, pk):
    """On or off; a broken rule stays off and says what is gone."""
    rule = get_object_or_404(Rule.objects.existing(), pk=pk)
    try:
        rule = rules.switch(rule, request.POST.get("to") == "on", by=Actor.agent(request.agent))
    except RuleRefused as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(reverse("settings-rule", args=[pk]))
    said = _("“%s” is switched on.") if rule.is_active else _("“%s” is switched off.")
    messages.success(request, said % rule)
    return _back()


@require_POST
@agent_required("settings.tickets")
def resume(request, pk):
    """Let a rule that paused itself go on."""
    rule = rules.let_go_on(get_object_or_404(Rule.objects.existing(), pk=pk), by=Actor.agent(request.agent))
    messages.success(request, _("“%s” goes on; its hour counts anew.") % rule)
    return _back()


@agent_required("settings.tickets")
def remove(request, pk):
    rule = get_object_or_404(Rule.objects.existing(), pk=pk)
    if request.method == "POST":
        rules.remove(rule, by=Actor.agent(request.agent))
        messages.success(request, _("“%s” was removed.") % rule)
        return _back()
    return confirm_page(
        request,
        title=_("Remove “%s”?") % rule,
        text=_("It does nothing from now on. What it did stays in the history of its tickets."),
        label=_("Remove"),
        back=reverse("settings-rule", args=[pk]),
        crumbs=[(reverse("settings-rules"), _("Rules"))],
    )


def _show(request, rule, title):
    form = RuleForm(request.POST or None, rule=rule, is_draft=wants_more(request))
    rows = condition_rows(request, rule.conditions), action_rows(request, rule.actions)
    is_sent = request.method == "POST" and not wants_more(request)
    # All are judged, so that every mistake is shown at once.
    is_good = [each.is_valid() for each in (form, *rows)] if is_sent else [False]
    definition = form.definition(*rows) if all(is_good) else None
    trial = trials.of(definition, request.agent) if definition and "try" in request.POST else None
    if definition and trial is None and (kept := _keep(form, rule, definition, request.agent)):
        said = _("“%s” was saved as version %s.") % (kept, kept.version)
        messages.success(request, said if kept.is_active else said + " " + _("It is switched off."))
        return HttpResponseRedirect(reverse("settings-rules"))
    context = {
        "form": form,
        "rule": rule,
        "conditions": rows[0],
        "actions": rows[1],
        "title": title,
        "back": reverse("settings-rules"),
        "trial": trial,
        "catches_up": bool(definition and definition["catches_up"]),
        "circle": echoes.of_others(rule) if rule.pk else [],
        "echo": echoes.own(definition or rules.definition_of(rule)) if rule.pk or definition else [],
        "broken": rules.broken(rule) if rule.pk else [],
        "danger": _ways_out(rule),
        "crumbs": [("/settings/", _("Settings")), (reverse("settings-rules"), _("Rules")), ("", title)],
    }
    return render(request, "tickets/settings/rule.html", context, status=422 if is_sent and trial is None else 200)


def _keep(form, rule, definition, agent) -> Rule | None:
    by = Actor.agent(agent)
    try:
        return rules.change(rule, definition, by=by) if rule.pk else rules.make(definition, by=by)
    except RuleRefused as refusal:
        form.refuse(refusal)
        return None


def _ways_out(rule) -> list[dict]:
    if not rule.pk:
        return []
    text = _("What it did stays in the history of its tickets.")
    return [{"href": reverse("settings-rule-remove", args=[rule.pk]), "label": _("Remove the rule"), "text": text}]


def _back():
    return HttpResponseRedirect(reverse("settings-rules"))
