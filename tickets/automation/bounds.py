"""How much rules may do within an hour before they ask: each its own number, and one for all of them together."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.tenancy.context import current_tenant
from helpdesk.tenancy.keeping import kept
from tickets.events import SETTING_CHANGED
from tickets.models import AutomationLimit, Rule, RuleRun

HOUR = timedelta(hours=1)
USUAL = 5_000
MOST = 1_000_000


def reached(rule: Rule) -> str:
    """Why the rule must ask before it touches one more ticket; empty while it need not."""
    if _touched(rule, rule.most_an_hour, RuleRun.objects.filter(rule=rule)) >= rule.most_an_hour:
        return _("it would have touched more than %s tickets within an hour") % rule.most_an_hour
    most = of_company()
    if _touched(rule, most, RuleRun.objects.all()) >= most:
        return _("all rules together would have touched more than %s tickets within an hour") % most
    return ""


def of_company() -> int:
    """How many tickets all rules together may touch within an hour."""
    rows = kept(AutomationLimit, "all", lambda: list(AutomationLimit.objects.values_list("most_an_hour", flat=True)))
    return rows[0] if rows else USUAL


@transaction.atomic
def set_of_company(most: int, *, by: Actor) -> None:
    """Say how many that is, from 1. The same again changes nothing."""
    before = of_company()
    if most == before:
        return
    AutomationLimit.objects.update_or_create(defaults={"most_an_hour": most})
    changes = f"{before} → {most}"
    record(SETTING_CHANGED, current_tenant(), by=by, what=_("tickets an hour of all rules"), changes=changes)


def _touched(rule: Rule, most: int, runs) -> int:
    """On how many tickets these acted within the hour, or since somebody let the rule go on; no more than matters."""
    since = max(filter(None, (clock.now() - HOUR, rule.counted_from)))
    lately = runs.filter(outcome=RuleRun.Outcome.FIRED, at__gt=since)
    return lately.values("ticket").distinct().order_by()[: most + 1].count()
