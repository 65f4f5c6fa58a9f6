"""What sla does when something happened, registered by the app's start."""

from helpdesk.accounts.events import COMPANY_FOUNDED
from helpdesk.events.subscribers import within
from sla import clocks, starter
from sla.hearing import HEARD


@within(COMPANY_FOUNDED)
def install_starter_set(event, tenant):
    starter.install(tenant)


@within(*HEARD)
def move_the_clocks(event, ticket):
    clocks.hear(event, ticket)
