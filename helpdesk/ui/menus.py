"""The ways through the product that every staff page shows, as addresses: the apps behind them are not known here.

An entry appears when its address exists in this installation and the agent's role has its capability, so a page that
is added or removed needs one line here and no condition in a template.
"""

from dataclasses import dataclass
from functools import cache

from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.permissions import allow


@dataclass(frozen=True)
class Entry:
    """One way: where it leads, what it is called, who may go, and which keys go there."""

    href: str
    label: str | Promise
    icon: str
    capability: str
    keys: str = ""


AREAS = [
    Entry("/desk/", _("Desk"), "inbox", "desk.open", "g i"),
    Entry("/desk/contacts/", _("Customers"), "people", "ticket.read", "g c"),
    Entry("/desk/knowledge/", _("Knowledge"), "knowledge", "knowledge.read", "g k"),
    Entry("/desk/missed/", _("Missed promises"), "breached", "ticket.take", "g b"),
    Entry("/metrics/", _("Metrics"), "chart", "metrics.read", "g d"),
    Entry("/settings/", _("Settings"), "settings", "settings.open", "g s"),
]
SETTINGS = {
    _("Company"): [
        Entry("/settings/company/", _("General"), "organization", "settings.company"),
        Entry("/settings/people/", _("Agents"), "agent", "settings.people"),
        Entry("/settings/teams/", _("Teams"), "team", "settings.people"),
        Entry("/settings/routing/", _("Routing"), "assign", "settings.people"),
        Entry("/settings/skills/", _("Skills"), "knowledge", "settings.people"),
        Entry("/settings/staffing/", _("Staffing"), "calendar", "team.read"),
        Entry("/settings/audit/", _("Audit log"), "history", "audit.read"),
        Entry("/settings/webhooks/", _("Webhooks"), "webhook", "settings.company"),
        Entry("/settings/tokens/", _("API tokens"), "key", "api.tokens"),
    ],
    _("Mail"): [
        Entry("/settings/mailboxes/", _("Mailboxes"), "mail", "settings.mail"),
        Entry("/settings/mail-texts/", _("Mail texts"), "edit", "settings.mail"),
        Entry("/settings/domains/", _("Domains"), "check", "settings.mail"),
        Entry("/settings/quarantine/", _("Quarantine"), "lock", "settings.mail"),
        Entry("/settings/spam/", _("Spam"), "spam", "settings.mail"),
        Entry("/settings/outgoing/", _("Outgoing mail"), "send", "settings.mail"),
    ],
    _("Tickets"): [
        Entry("/settings/statuses/", _("Statuses"), "open", "settings.tickets"),
        Entry("/settings/categories/", _("Categories"), "queue", "settings.tickets"),
        Entry("/settings/checklists/", _("Checklists"), "bulk", "settings.tickets"),
        Entry("/settings/work/", _("Time on tickets"), "clock", "settings.tickets"),
        Entry("/settings/fields/", _("Fields"), "edit", "settings.tickets"),
        Entry("/settings/tags/", _("Tags"), "tag", "settings.tickets"),
        Entry("/settings/queues/", _("Queues"), "queue", "queue.own"),
        Entry("/settings/macros/", _("Macros"), "macro", "settings.tickets"),
        Entry("/settings/approvals/", _("Approvals"), "check", "settings.tickets"),
        Entry("/settings/recurring/", _("Recurring tickets"), "refresh", "settings.tickets"),
        Entry("/settings/rules/", _("Rules"), "rule", "settings.tickets"),
    ],
    _("Promises"): [
        Entry("/settings/calendars/", _("Business hours"), "calendar", "settings.sla"),
        Entry("/settings/policies/", _("SLA policies"), "clock", "settings.sla"),
        Entry("/settings/escalations/", _("Escalations"), "flag", "settings.sla"),
        Entry("/settings/escalation-matrix/", _("Escalation matrix"), "forward", "settings.sla"),
    ],
    _("Help centre"): [
        Entry("/settings/sections/", _("Sections"), "knowledge", "knowledge.publish"),
        Entry("/settings/surveys/", _("Surveys"), "survey", "settings.company"),
    ],
}


@cache
def _exists(path):
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def open_to(agent, entries, here=""):
    """The entries that exist and that `agent` may use, as dicts for a template; the longest match is current."""
    shown = [e for e in entries if allow(agent, e.capability) and _exists(e.href)]
    match = max((e.href for e in shown if here.startswith(e.href)), key=len, default=None)
    return [
        {"href": e.href, "label": e.label, "icon": e.icon, "keys": e.keys, "current": e.href == match} for e in shown
    ]


def areas(agent, here=""):
    return open_to(agent, AREAS, here)


def settings_sections(agent, here=""):
    """Groups of settings pages with at least one page, in order."""
    groups = [{"title": title, "entries": open_to(agent, entries, here)} for title, entries in SETTINGS.items()]
    return [group for group in groups if group["entries"]]
