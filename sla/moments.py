"""What sla adds to the moments that rules may listen to."""

from django.utils.translation import gettext_lazy as _

from sla.events import CLOCK_BREACHED, TICKET_ESCALATED
from tickets.automation.moments import moment

moment("promise_missed", _("A promise is missed"), CLOCK_BREACHED)
moment("escalated", _("The ticket is escalated"), TICKET_ESCALATED)
