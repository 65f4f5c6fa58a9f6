"""Who hears of leave: who stands in for somebody, who is asked to grant it, and who asked."""

from django.utils import translation
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import CAPABILITIES
from helpdesk.events.subscribers import after
from helpdesk.notices.models import Notice
from helpdesk.notices.telling import tell
from helpdesk.tenancy.context import current_tenant
from sla.models import Leave
from sla.staffing.events import LEAVE_ASKED, LEAVE_CHANGED, LEAVE_DECIDED


@after(LEAVE_CHANGED)
def tell_deputy(event):
    deputy = Agent.objects.select_related("user").filter(pk=event.data.get("deputy")).first()
    if deputy is None:
        return
    with translation.override(current_tenant().language):
        words = {"name": event.data["name"], "leave": event.data["changes"]}
        text = _("You stand in for %(name)s: %(leave)s") if event.data["stands_in"] else _("%(name)s: %(leave)s")
        tell([deputy], Notice.Kind.SYSTEM, event, text=text % words, path="/desk/notices/")


@after(LEAVE_ASKED)
def tell_who_grants(event):
    """The leads of the agent's teams who may grant it; where there are none, everybody who may."""
    if not Leave.objects.filter(pk=event.data["leave"], is_granted=False).exists():
        return
    able = [role for role, can in CAPABILITIES.items() if "leave.grant" in can]
    granting = Agent.objects.active().select_related("user").filter(role__in=able).exclude(pk=event.subject_id)
    leads = granting.filter(leads__memberships__agent=event.subject_id).distinct()
    with translation.override(current_tenant().language):
        text = _("%(name)s asks for leave: %(changes)s") % event.data
    tell(list(leads) or list(granting), Notice.Kind.APPROVAL, event, text=text, path="/settings/staffing/")


@after(LEAVE_DECIDED)
def tell_who_asked(event):
    agent = Agent.objects.select_related("user").filter(pk=event.subject_id)
    with translation.override(current_tenant().language):
        granted, refused = _("Your leave was granted: %(changes)s"), _("Your leave was refused: %(changes)s")
        text = (granted if event.data["granted"] else refused) % event.data
    tell(agent, Notice.Kind.APPROVAL, event, text=text, path="/desk/working-time/")
