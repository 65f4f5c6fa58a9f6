"""`/settings/escalations/`: what happens when a promise comes close or is broken."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.ui.settings_pages import confirm_page
from sla import escalation_rules
from sla.models import EscalationRule
from sla.web.escalation_forms import RuleForm
from tickets.automation import references
from tickets.automation.action_rows import action_rows, actions_of
from tickets.automation.actions import registry
from tickets.automation.actions.registry import RuleRefused
from tickets.automation.condition_rows import condition_rows, conditions_of, wants_more
from tickets.automation.conditions.reading import ConditionsRefused, all_in_words


@agent_required("settings.sla")
def index(request):
    every = list(EscalationRule.objects.existing().in_order())
    with references.names_of_all((rule.conditions, rule.actions) for rule in every):
        rows = [_row(rule) for rule in every]
    return render(request, "sla/settings/escalations.html", {"title": _("Escalations"), "rows": rows})


@agent_required("settings.sla")
def create(request):
    return _show(request, EscalationRule(), _("New escalation rule"))


@agent_required("settings.sla")
def edit(request, pk):
    rule = get_object_or_404(EscalationRule.objects.existing(), pk=pk)
    danger = {
        "href": reverse("settings-escalation-remove", args=[pk]),
        "label": _("Remove the rule"),
        "text": _("What it did stays in the history of its tickets."),
    }
    return _show(request, rule, rule.name, broken=escalation_rules.broken(rule), danger=[danger])


@agent_required("settings.sla")
def remove(request, pk):
    rule = get_object_or_404(EscalationRule.objects.existing(), pk=pk)
    if request.method == "POST":
        escalation_rules.delete(rule, by=Actor.agent(request.agent))
        messages.success(request, _("“%s” was removed.") % rule)
        return HttpResponseRedirect(reverse("settings-escalations"))
    return confirm_page(
        request,
        title=_("Remove “%s”?") % rule,
        text=_("It does nothing from now on, not even for tickets it was already waiting for."),
        label=_("Remove"),
        back=reverse("settings-escalation", args=[pk]),
        crumbs=[(reverse("settings-escalations"), _("Escalations"))],
    )


def _row(rule) -> dict:
    return {
        "rule": rule,
        "when": escalation_rules.occasion(rule),
        "where": all_in_words(rule.conditions),
        "done": "; ".join(registry.in_words(action) for action in rule.actions),
        "broken": escalation_rules.broken(rule),
    }


def _show(request, rule, title, **more):
    form = RuleForm(request.POST or None, instance=rule, is_draft=wants_more(request))
    conditions, actions = condition_rows(request, rule.conditions), action_rows(request, rule.actions)
    is_sent = request.method == "POST" and not wants_more(request)
    # All are judged, so that every mistake is shown at once.
    is_good = [each.is_valid() for each in (form, conditions, actions)] if is_sent else [False]
    if all(is_good) and _keep(form, conditions, actions, request.agent):
        messages.success(request, _("“%s” was saved; open tickets follow within seconds.") % form.instance.name)
        return HttpResponseRedirect(reverse("settings-escalations"))
    context = {
        "form": form,
        "conditions": conditions,
        "actions": actions,
        "title": title,
        "back": reverse("settings-escalations"),
        "crumbs": [("/settings/", _("Settings")), (reverse("settings-escalations"), _("Escalations")), ("", title)],
        **more,
    }
    return render(request, "sla/settings/escalation.html", context, status=422 if is_sent else 200)


def _keep(form, conditions, actions, agent) -> bool:
    """Store the rule; a refusal is said beside its field."""
    try:
        escalation_rules.save(form.rule(conditions_of(conditions), actions_of(actions)), by=Actor.agent(agent))
    except (RuleRefused, ConditionsRefused) as refusal:
        form.refuse(refusal)
        return False
    return True
