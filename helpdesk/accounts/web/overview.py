"""`/settings/`: every settings page this agent may open, in groups, found by a word."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.access import agent_required
from helpdesk.ui.menus import settings_sections

# What each page is for, in the words somebody would look for it with.
SAYS = {
    "/settings/company/": gettext_lazy("Name, language, time zone, colour, ticket numbers, surveys, closing"),
    "/settings/people/": gettext_lazy("Who works here, invitations, roles, leaving"),
    "/settings/teams/": gettext_lazy("Members, leads, restricted teams, the default team"),
    "/settings/routing/": gettext_lazy("Who gets a ticket, how many at most, fallback, alarm, what channels weigh"),
    "/settings/skills/": gettext_lazy("Languages and knowledge that tickets ask for, and who has them"),
    "/settings/staffing/": gettext_lazy("Shifts, leave, deputies, who is on when, gaps"),
    "/settings/audit/": gettext_lazy("Who changed what and when, sign-ins, export"),
    "/settings/tokens/": gettext_lazy("Keys for programs that use the API"),
    "/settings/mailboxes/": gettext_lazy("Addresses that receive and send, signatures, IMAP"),
    "/settings/quarantine/": gettext_lazy("Mail that was put aside, and why"),
    "/settings/statuses/": gettext_lazy("Your own names for new, open, waiting, solved"),
    "/settings/categories/": gettext_lazy("What requests are about, as a tree"),
    "/settings/fields/": gettext_lazy("Your own fields on tickets and forms"),
    "/settings/tags/": gettext_lazy("Rename, merge and remove labels"),
    "/settings/macros/": gettext_lazy("Prepared answers with the changes that go with them"),
    "/settings/rules/": gettext_lazy("What happens by itself"),
    "/settings/calendars/": gettext_lazy("Opening hours, holidays, time zones"),
    "/settings/policies/": gettext_lazy("How soon you promise to answer and to solve"),
    "/settings/escalations/": gettext_lazy("Who hears of it when a promise is in danger"),
    "/settings/escalation-matrix/": gettext_lazy("Which team takes over at which level"),
    "/settings/sections/": gettext_lazy("How articles are ordered"),
    "/settings/surveys/": gettext_lazy("What customers are asked afterwards"),
}


@agent_required("settings.open")
def show(request):
    sought = request.GET.get("q", "").strip()
    groups = settings_sections(request.agent, request.path)
    for group in groups:
        entries = [entry | {"says": SAYS.get(entry["href"], "")} for entry in group["entries"]]
        group["entries"] = [entry for entry in entries if _is_meant(entry, sought)]
    groups = [group for group in groups if group["entries"]]
    return render(request, "accounts/settings/overview.html", {"title": _("Settings"), "groups": groups, "q": sought})


def _is_meant(entry, sought) -> bool:
    return all(word in f"{entry['label']} {entry['says']}".lower() for word in sought.lower().split())
