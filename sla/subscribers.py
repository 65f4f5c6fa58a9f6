"""What sla does when something happened, registered by the app's start."""

from helpdesk.accounts.events import COMPANY_FOUNDED
from helpdesk.events.subscribers import after, within
from sla import clocks, commitments, merging, starter
from sla.events import CALENDAR_CHANGED
from sla.hearing import HEARD
from sla.models import Commitment
from tickets.automation import schedules
from tickets.events import (
    CALL_ANSWERED,
    MARKED_SPAM,
    MERGE_GIVEN_BACK,
    MERGE_UNDONE,
    MESSAGE_SENT,
    RESTORED,
    TICKET_CLOSED,
    TICKET_MERGED,
    TICKET_RESOLVED,
    TICKET_SPLIT,
)


@within(COMPANY_FOUNDED)
def install_starter_set(event, tenant):
    starter.install(tenant)


# Promised updates first: the clocks then write down what is due next of both.
@within(MESSAGE_SENT, CALL_ANSWERED)
def keep_the_promised_update(event, ticket):
    commitments.answer(event, ticket)


@within(TICKET_RESOLVED, TICKET_CLOSED)
def owe_no_update_on_a_solved_ticket(event, ticket):
    commitments.withdraw(event, ticket, Commitment.Withdrawn.RESOLVED)


@within(MARKED_SPAM)
def owe_no_update_to_spam(event, ticket):
    commitments.withdraw(event, ticket, Commitment.Withdrawn.HIDDEN)


@within(RESTORED)
def owe_the_update_again(event, ticket):
    commitments.restore(ticket)


@within(TICKET_MERGED, MERGE_UNDONE, MERGE_GIVEN_BACK, TICKET_SPLIT)
def take_promised_updates_along(event, ticket):
    for touched in commitments.follow_messages(ticket):
        clocks.renew_dues(touched)


@after(CALENDAR_CHANGED)
def let_rules_on_time_follow(_event):
    schedules.follow_hours()


@within(*HEARD)
def move_the_clocks(event, ticket):
    clocks.hear(event, ticket)


@within(TICKET_MERGED)
def carry_the_wait_along(event, ticket):
    merging.carry(event, ticket)


@within(MERGE_UNDONE, MERGE_GIVEN_BACK)
def forget_the_merge(event, ticket):
    merging.take_back(event, ticket)
