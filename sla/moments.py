"""What sla adds to rules besides an action: moments to listen to, fields to look at, business hours to count in."""

from django.utils.translation import gettext_lazy as _

from sla import rule_fields, rule_hours  # noqa: F401 register themselves
from sla.events import CLOCK_BREACHED, TICKET_ESCALATED
from tickets.automation.moments import moment

moment("promise_missed", _("A promise is missed"), CLOCK_BREACHED)
moment("escalated", _("The ticket is escalated"), TICKET_ESCALATED)
