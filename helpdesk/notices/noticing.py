"""What the platform itself has to tell administrators."""

from django.utils import translation

from helpdesk.accounts.models import Agent
from helpdesk.events.events import AUDIT_BROKEN
from helpdesk.events.subscribers import after
from helpdesk.notices.models import Notice
from helpdesk.notices.telling import tell
from helpdesk.tenancy.context import current_tenant


@after(AUDIT_BROKEN)
def tell_of_the_broken_log(event):
    with translation.override(current_tenant().language):
        admins = Agent.objects.administrators().select_related("user")
        tell(admins, Notice.Kind.SYSTEM, event, text=event.sentence, path="/settings/audit/?area=audit")
