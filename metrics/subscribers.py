"""What metrics does when something happened, registered by the app's start."""

from helpdesk.accounts.events import COMPANY_FOUNDED
from helpdesk.events.subscribers import after, within
from metrics import refreshing, starter
from metrics.events import SURVEY_ANSWERED
from metrics.models import Survey
from metrics.surveys import planning
from sla.events import BREACH_REVOKED, BREACH_WAIVED, CLOCK_BREACHED
from tickets.events import (
    CALL_ANSWERED,
    CATEGORY_CHANGED,
    CONTACT_MERGE_UNDONE,
    CONTACT_MERGED,
    MARKED_SPAM,
    MERGE_GIVEN_BACK,
    MERGE_UNDONE,
    MESSAGE_RECEIVED,
    MESSAGE_SENT,
    PRIORITY_CHANGED,
    RESTORED,
    STATUS_CHANGED,
    TEAM_CHANGED,
    TICKET_ASSIGNED,
    TICKET_CLOSED,
    TICKET_IMPORTED,
    TICKET_MERGED,
    TICKET_OPENED,
    TICKET_REOPENED,
    TICKET_RESOLVED,
    TICKET_UNASSIGNED,
)

COUNTED = (
    TICKET_OPENED,
    TICKET_IMPORTED,
    CALL_ANSWERED,
    MESSAGE_RECEIVED,
    MESSAGE_SENT,
    STATUS_CHANGED,
    TICKET_RESOLVED,
    TICKET_REOPENED,
    TICKET_CLOSED,
    TICKET_ASSIGNED,
    TICKET_UNASSIGNED,
    TEAM_CHANGED,
    PRIORITY_CHANGED,
    CATEGORY_CHANGED,
    MARKED_SPAM,
    RESTORED,
    TICKET_MERGED,
    MERGE_GIVEN_BACK,
    MERGE_UNDONE,
    CLOCK_BREACHED,
    BREACH_REVOKED,
    BREACH_WAIVED,
    SURVEY_ANSWERED,
)


@within(CONTACT_MERGED)
def surveys_follow_the_person(event, one):
    Survey.objects.filter(contact=one).update(contact_id=event.data["into_id"])


@within(CONTACT_MERGE_UNDONE)
def surveys_go_back_with_their_tickets(event, one):
    Survey.objects.filter(contact=event.data["into_id"], ticket__requester=one).update(contact=one)


@within(COMPANY_FOUNDED)
def install_starter_set(_event, _tenant):
    starter.install()


@within(*COUNTED)
def mark_the_ticket(event, subject):
    if not _came_with_the_opening(event, subject):
        refreshing.mark(event.subject_id)


def _came_with_the_opening(event, subject) -> bool:
    """The message a customer opened the ticket with is of the same action: its opening has marked the ticket."""
    is_first = event.kind == MESSAGE_RECEIVED.name and event.data.get("is_first")
    return bool(is_first) and event.seq == 2 and event.occurred_at == subject.created_at


@after(TICKET_RESOLVED, TICKET_CLOSED)
def plan_the_survey(event):
    planning.plan(event)
