"""What sla does when something happened, registered by the app's start."""

from helpdesk.accounts.events import COMPANY_FOUNDED
from helpdesk.events.subscribers import within
from sla import clocks, merging, starter
from sla.hearing import HEARD
from tickets.events import MERGE_GIVEN_BACK, MERGE_UNDONE, TICKET_MERGED


@within(COMPANY_FOUNDED)
def install_starter_set(event, tenant):
    starter.install(tenant)


@within(*HEARD)
def move_the_clocks(event, ticket):
    clocks.hear(event, ticket)


@within(TICKET_MERGED)
def carry_the_wait_along(event, ticket):
    merging.carry(event, ticket)


@within(MERGE_UNDONE, MERGE_GIVEN_BACK)
def forget_the_merge(event, ticket):
    merging.take_back(event, ticket)
