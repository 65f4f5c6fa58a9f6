"""What knowledge does when something happened, registered by the app's start."""

from helpdesk.accounts.events import COMPANY_FOUNDED
from helpdesk.events.subscribers import within
from knowledge import starter


@within(COMPANY_FOUNDED)
def install_starter_set(event, tenant):
    starter.install(tenant)
