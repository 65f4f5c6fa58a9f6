"""`/settings/rules/<pk>/versions/`: a rule as it was, who made it so, and the way back in one step."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from tickets.automation import rules
from tickets.automation.actions import registry
from tickets.automation.actions.registry import RuleRefused
from tickets.automation.conditions.reading import ConditionsRefused, all_in_words
from tickets.models import Rule

MOST_SHOWN = 50


@require_safe
@agent_required("settings.tickets")
def index(request, pk):
    rule = get_object_or_404(Rule.objects.existing(), pk=pk)
    versions = [(version, _words(version.definition)) for version in rule.versions.order_by("-number")[:MOST_SHOWN]]
    runs = rule.runs.newest_first().exclude(outcome="no_match").select_related("ticket")[:MOST_SHOWN]
    context = {
        "title": _("Versions of “%s”") % rule,
        "rule": rule,
        "versions": versions,
        "runs": runs,
        "crumbs": [
            ("/settings/", _("Settings")),
            (reverse("settings-rules"), _("Rules")),
            (reverse("settings-rule", args=[pk]), rule.name),
            ("", _("Versions")),
        ],
    }
    return render(request, "tickets/settings/rule_versions.html", context)


@require_POST
@agent_required("settings.tickets")
def give_back(request, pk, number):
    """Make the version the newest again."""
    rule = get_object_or_404(Rule.objects.existing(), pk=pk)
    get_object_or_404(rule.versions, number=number)
    try:
        rule = rules.return_to(rule, number, by=Actor.agent(request.agent))
    except (RuleRefused, ConditionsRefused) as refusal:
        messages.error(
            request, _("Version %(number)s cannot work any more: %(why)s") % {"number": number, "why": refusal.message}
        )
    else:
        messages.success(request, _("“%s” is as in version %s again.") % (rule, number))
    return HttpResponseRedirect(reverse("settings-rule-versions", args=[pk]))


def _words(definition: dict) -> list[str]:
    as_it_was = Rule(**definition)
    done = [registry.in_words(action) for action in definition["actions"]]
    return [rules.occasion(as_it_was), all_in_words(definition["conditions"]) or _("every ticket"), "; ".join(done)]
