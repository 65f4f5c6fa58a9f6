from helpdesk.rest.endpoints import endpoint
from tickets.api.approvals import ApprovalKinds, Approvals, TicketApprovals
from tickets.api.calls import Calls
from tickets.api.checklists import Checklists, TicketChecklists
from tickets.api.contacts import Contacts
from tickets.api.customer_merges import (
    ContactMergePreviews,
    ContactMerges,
    OrganizationMergePreviews,
    OrganizationMerges,
)
from tickets.api.events import Events
from tickets.api.handling import Time, TimeCorrections
from tickets.api.imports import Imports
from tickets.api.listed_senders import ListedSenders
from tickets.api.listening import Copies, Followers
from tickets.api.merges import MergePreviews, Merges, Splits
from tickets.api.messages import Files, Messages
from tickets.api.organizations import Organizations
from tickets.api.recurring import Recurring
from tickets.api.rules import Rules, RuleTrials
from tickets.api.scheduled import ScheduledAnswers
from tickets.api.skills import Skills
from tickets.api.tickets import Tickets
from tickets.api.vocabulary import Categories, Fields, Statuses, Tags

LIST, LIST_AND_ADD = {"get": "list"}, {"get": "list", "post": "create"}
TAKE_AWAY = {"delete": "destroy"}
READ = {"get": "retrieve"}
READ_AND_CHANGE = {"get": "retrieve", "patch": "partial_update"}
READ_CHANGE_AND_REMOVE = READ_AND_CHANGE | TAKE_AWAY
NUMBER = r"tickets/(?P<number>[0-9]{1,9})"


def merges_of(customer: str, merges, previews) -> list:
    """The addresses of merges of contacts, or of organisations: both kinds have the same."""
    one, name = rf"{customer}s/(?P<{customer}_id>[0-9]{{1,18}})/merges", f"api-{customer}-merge"
    return [
        endpoint(one, merges, LIST_AND_ADD, f"{name}s"),
        endpoint(rf"{one}/(?P<merge_id>[0-9]{{1,18}})", merges, TAKE_AWAY, name),
        endpoint(rf"{one}/into/(?P<into_id>[0-9]{{1,18}})", previews, READ, f"{name}-preview"),
    ]


urlpatterns = [
    endpoint("tickets", Tickets, LIST_AND_ADD, "api-tickets"),
    endpoint(NUMBER, Tickets, READ_AND_CHANGE, "api-ticket"),
    endpoint(f"{NUMBER}/messages", Messages, LIST_AND_ADD, "api-messages"),
    endpoint(f"{NUMBER}/events", Events, LIST, "api-events"),
    endpoint(f"{NUMBER}/followers", Followers, LIST_AND_ADD, "api-followers"),
    endpoint(rf"{NUMBER}/followers/(?P<agent_id>[0-9]{{1,18}})", Followers, TAKE_AWAY, "api-follower"),
    endpoint(f"{NUMBER}/copies", Copies, LIST_AND_ADD, "api-copies"),
    endpoint(rf"{NUMBER}/copies/(?P<contact_id>[0-9]{{1,18}})", Copies, TAKE_AWAY, "api-copy"),
    endpoint(f"{NUMBER}/merges", Merges, LIST_AND_ADD, "api-merges"),
    endpoint(rf"{NUMBER}/merges/(?P<merge_id>[0-9]{{1,18}})", Merges, TAKE_AWAY, "api-merge"),
    endpoint(rf"{NUMBER}/merges/into/(?P<into>[0-9]{{1,9}})", MergePreviews, READ, "api-merge-preview"),
    endpoint(f"{NUMBER}/checklists", TicketChecklists, LIST_AND_ADD, "api-ticket-checklists"),
    endpoint(
        rf"{NUMBER}/checklists/(?P<checklist_id>[0-9]{{1,18}})",
        TicketChecklists,
        {"patch": "partial_update"} | TAKE_AWAY,
        "api-ticket-checklist",
    ),
    endpoint("checklists", Checklists, LIST, "api-checklists"),
    endpoint(f"{NUMBER}/time", Time, READ, "api-time"),
    endpoint(f"{NUMBER}/time-corrections", TimeCorrections, LIST_AND_ADD, "api-time-corrections"),
    endpoint(f"{NUMBER}/splits", Splits, {"post": "create"}, "api-splits"),
    endpoint(f"{NUMBER}/approvals", TicketApprovals, LIST_AND_ADD, "api-ticket-approvals"),
    endpoint(f"{NUMBER}/scheduled-answers", ScheduledAnswers, LIST_AND_ADD, "api-scheduled-answers"),
    endpoint(
        rf"{NUMBER}/scheduled-answers/(?P<draft_id>[0-9]{{1,18}})", ScheduledAnswers, TAKE_AWAY, "api-scheduled-answer"
    ),
    endpoint("imported-tickets", Imports, LIST_AND_ADD, "api-imported-tickets"),
    endpoint("calls", Calls, {"post": "create"}, "api-calls"),
    endpoint("approvals", Approvals, LIST, "api-approvals"),
    endpoint(r"approvals/(?P<approval_id>[0-9]{1,18})", Approvals, READ_AND_CHANGE, "api-approval"),
    endpoint("approval-kinds", ApprovalKinds, LIST, "api-approval-kinds"),
    endpoint("recurring-tickets", Recurring, LIST_AND_ADD, "api-recurring-tickets"),
    endpoint(
        r"recurring-tickets/(?P<recurring_id>[0-9]{1,18})", Recurring, READ_CHANGE_AND_REMOVE, "api-recurring-ticket"
    ),
    endpoint("rules", Rules, LIST, "api-rules"),
    endpoint(r"rules/(?P<rule_id>[0-9]{1,18})", Rules, READ_AND_CHANGE, "api-rule"),
    endpoint(r"rules/(?P<rule_id>[0-9]{1,18})/trial", RuleTrials, READ, "api-rule-trial"),
    endpoint("skills", Skills, LIST_AND_ADD, "api-skills"),
    endpoint(r"skills/(?P<skill_id>[0-9]{1,18})", Skills, READ_CHANGE_AND_REMOVE, "api-skill"),
    endpoint("listed-senders", ListedSenders, LIST_AND_ADD, "api-listed-senders"),
    endpoint(r"listed-senders/(?P<sender_id>[0-9]{1,18})", ListedSenders, READ | TAKE_AWAY, "api-listed-sender"),
    endpoint(r"attachments/(?P<attachment_id>[0-9]{1,18})", Files, READ, "api-attachment"),
    endpoint("contacts", Contacts, LIST_AND_ADD, "api-contacts"),
    endpoint(r"contacts/(?P<contact_id>[0-9]{1,18})", Contacts, READ_AND_CHANGE, "api-contact"),
    *merges_of("contact", ContactMerges, ContactMergePreviews),
    endpoint("organizations", Organizations, LIST_AND_ADD, "api-organizations"),
    endpoint(r"organizations/(?P<organization_id>[0-9]{1,18})", Organizations, READ_AND_CHANGE, "api-organization"),
    *merges_of("organization", OrganizationMerges, OrganizationMergePreviews),
    endpoint("statuses", Statuses, LIST, "api-statuses"),
    endpoint("categories", Categories, LIST, "api-categories"),
    endpoint("tags", Tags, LIST, "api-tags"),
    endpoint("fields", Fields, LIST, "api-fields"),
]
