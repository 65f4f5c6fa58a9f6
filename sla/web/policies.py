"""`/settings/policies/`: what is promised to whom, in the order in which it is tried."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from sla import conditions, policies, whatif
from sla.models import ApplyTo, Policy
from sla.web.policy_forms import PolicyForm
from tickets.automation import references
from tickets.automation.condition_rows import condition_rows, conditions_of, wants_more
from tickets.automation.conditions.reading import all_in_words, broken
from tickets.models import Ticket


@agent_required("settings.sla")
def index(request):
    every = list(Policy.objects.in_order().select_related("current"))
    with references.names_of_all((policy.conditions, ()) for policy in every):
        rows = [(policy, all_in_words(policy.conditions), broken(policy.conditions)) for policy in every]
    context = {"title": _("SLA policies"), "rows": rows} | _tried(request)
    return render(request, "sla/settings/policies.html", context)


@agent_required("settings.sla")
def create(request):
    return _show(request, PolicyForm(request.POST or None), {}, _("New policy"))


@agent_required("settings.sla")
def edit(request, pk):
    policy = get_object_or_404(Policy.objects.select_related("current"), pk=pk)
    form = PolicyForm(request.POST or None, instance=policy)
    return _show(request, form, policy.conditions, policy.name)


def _show(request, form, stored, title):
    rows = None if form.instance.is_default else condition_rows(request, stored, conditions.policy_fields())
    # Both are judged, so that every mistake is shown at once.
    is_sent = request.method == "POST" and not wants_more(request)
    is_good = [form.is_valid(), rows is None or rows.is_valid()] if is_sent else [False]
    effect = None
    if all(is_good) and "try" in request.POST:
        effect = whatif.of_draft(form.instance if form.instance.pk else None, conditions_of(rows or ()), form.draft())
    elif all(is_good) and _publish(form, conditions_of(rows or ()), Actor.agent(request.agent)):
        messages.success(request, _said(form))
        return HttpResponseRedirect(reverse("settings-policies"))
    context = {
        "form": form,
        "conditions": rows,
        "title": title,
        "back": reverse("settings-policies"),
        "submit": _("Publish"),
        "effect": effect,
        "crumbs": [("/settings/", _("Settings")), (reverse("settings-policies"), _("SLA policies")), ("", title)],
    }
    status = 422 if is_sent and effect is None else 200
    return render(request, "sla/settings/policy.html", context, status=status)


def _said(form) -> str:
    if form.cleaned_data["apply_to"] == ApplyTo.ALL_OPEN:
        return _("“%s” is published: open tickets follow within seconds.") % form.instance.name
    return _("“%s” is published: new and changed tickets follow it.") % form.instance.name


def _publish(form, where, by) -> bool:
    """Store the policy and its new version together; a refusal is said beside the form."""
    values = form.cleaned_data
    try:
        policies.save(
            form.instance.pk,
            values["name"],
            where,
            values["is_active"],
            form.draft(),
            by=by,
            apply_to=values["apply_to"],
        )
    except policies.PolicyRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    return True


def _tried(request) -> dict:
    """The answer to “which policy would this ticket get, and why?”"""
    number = request.GET.get("ticket", "").strip().lstrip("#")
    if not number:
        return {}
    ticket = Ticket.objects.visible_to(request.agent).filter(number=number).first() if number.isdigit() else None
    if ticket is None:
        return {"number": number, "unknown": True}
    return {"number": number, "ticket": ticket, "tried": policies.choose(ticket).tried}
