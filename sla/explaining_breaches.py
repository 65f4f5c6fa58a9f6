"""When the causes of missed promises are told: after each breach, and again where one is taken back."""

from helpdesk.events.subscribers import after
from sla import breaches
from sla.events import BREACH_REVOKED, CLOCK_BREACHED
from sla.models import Clock


@after(CLOCK_BREACHED, BREACH_REVOKED)
def tell_the_cause(event):
    clock = Clock.objects.select_related("ticket").filter(pk=event.data["clock"]).first()
    if clock is not None:
        breaches.explain(clock)
