"""`/settings/escalations/`: what happens when a promise comes close or is broken."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.ui.settings_pages import confirm_page
from sla import escalations
from sla.models import EscalationRule, Metric
from sla.web.escalation_forms import RuleForm
from tickets.automation.actions import registry
from tickets.automation.condition_rows import condition_rows, conditions_of, wants_more
from tickets.automation.conditions.reading import broken


@agent_required("settings.sla")
def index(request):
    rows = [
        (
            rule,
            _when(rule),
            "; ".join(registry.in_words(action) for action in rule.actions),
            [*broken(rule.conditions), *registry.broken(rule.actions)],
        )
        for rule in EscalationRule.objects.existing().in_order()
    ]
    return render(request, "sla/settings/escalations.html", {"title": _("Escalations"), "rows": rows})


@agent_required("settings.sla")
def create(request):
    return _show(request, RuleForm(request.POST or None, instance=EscalationRule()), {}, _("New escalation rule"))


@agent_required("settings.sla")
def edit(request, pk):
    rule = get_object_or_404(EscalationRule.objects.existing(), pk=pk)
    stored, name = rule.conditions, rule.name
    danger = {
        "href": reverse("settings-escalation-remove", args=[pk]),
        "label": _("Remove the rule"),
        "text": _("What it did stays in the history of its tickets."),
    }
    return _show(request, RuleForm(request.POST or None, instance=rule), stored, name, danger=[danger])


@agent_required("settings.sla")
def remove(request, pk):
    rule = get_object_or_404(EscalationRule.objects.existing(), pk=pk)
    if request.method == "POST":
        escalations.delete(rule, by=Actor.agent(request.agent))
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


def _show(request, form, stored, title, danger=()):
    rows = condition_rows(request, stored)
    # Both are judged, so that every mistake is shown at once.
    is_sent = request.method == "POST" and not wants_more(request)
    is_good = [form.is_valid(), rows.is_valid()] if is_sent else [False]
    if all(is_good):
        escalations.save(form.rule(conditions_of(rows)), by=Actor.agent(request.agent))
        messages.success(request, _("“%s” was saved; open tickets follow within seconds.") % form.instance.name)
        return HttpResponseRedirect(reverse("settings-escalations"))
    context = {
        "form": form,
        "conditions": rows,
        "title": title,
        "back": reverse("settings-escalations"),
        "danger": danger,
        "crumbs": [("/settings/", _("Settings")), (reverse("settings-escalations"), _("Escalations")), ("", title)],
    }
    status = 422 if is_sent else 200
    return render(request, "sla/settings/escalation.html", context, status=status)


def _when(rule: EscalationRule) -> str:
    values = {"amount": rule.amount, "measure": Metric(rule.metric).label if rule.metric else ""}
    if rule.trigger == EscalationRule.Trigger.AFTER_DUE and not rule.amount:
        return _("%(measure)s: when it is due") % values
    return {
        EscalationRule.Trigger.PERCENT: _("%(measure)s: at %(amount)s %% of the target"),
        EscalationRule.Trigger.BEFORE_DUE: _("%(measure)s: %(amount)s min before it is due"),
        EscalationRule.Trigger.AFTER_DUE: _("%(measure)s: %(amount)s min after it was due"),
        EscalationRule.Trigger.UNASSIGNED: _("%(amount)s min without an owner"),
        EscalationRule.Trigger.IDLE: _("%(amount)s min without any action"),
    }[EscalationRule.Trigger(rule.trigger)] % values
