"""What the platform itself has to tell administrators."""

from django.utils import translation
from django.utils.translation import gettext as _

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
        text = _("The audit log is not as it was sealed: %(what)s") % event.data
        tell(admins, Notice.Kind.SYSTEM, event, text=text, path="/settings/audit/?area=audit")
