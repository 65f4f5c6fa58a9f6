"""Who stands in for somebody hears of it: when leave is entered with its name, and when such leave is taken back."""

from django.utils import translation
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.events.subscribers import after
from helpdesk.notices.models import Notice
from helpdesk.notices.telling import tell
from helpdesk.tenancy.context import current_tenant
from sla.staffing.events import LEAVE_CHANGED


@after(LEAVE_CHANGED)
def tell_deputy(event):
    deputy = Agent.objects.select_related("user").filter(pk=event.data.get("deputy")).first()
    if deputy is None:
        return
    with translation.override(current_tenant().language):
        words = {"name": event.data["name"], "leave": event.data["changes"]}
        text = _("You stand in for %(name)s: %(leave)s") if event.data["stands_in"] else _("%(name)s: %(leave)s")
        tell([deputy], Notice.Kind.SYSTEM, event, text=text % words, path="/desk/notices/")
