"""Figures as tables: a row for each day, or for each ticket behind a number. No cell can become a formula."""

from django.utils.translation import gettext as _

from helpdesk.base.spreadsheets import csv_text
from metrics import dashboards, definitions
from metrics.figures import Metric
from metrics.periods import Period
from metrics.scopes import Scope
from tickets import handling
from tickets.models import Priority
from tickets.numbering import reference

MOST_ROWS = 20_000


def days(period: Period, scope: Scope) -> str:
    """One row a day, one column a figure: shares from 0 to 1, durations in seconds, empty where there is no data."""
    reading = dashboards.reading_for(period, scope)
    figures = [metric.figure(reading) for metric in definitions.ALL]
    header = [_("Day"), *(f"{metric.label} ({metric.unit})" for metric in definitions.ALL)]
    rows = [
        [day.isoformat(), *(figure.values[n] if n < len(figure.values) else None for figure in figures)]
        for n, day in enumerate(period.days)
    ]
    return csv_text(header, rows)


def tickets(metric: Metric, agent, period: Period, scope: Scope) -> str:
    """The tickets behind a number that the agent may see, at most MOST_ROWS of them."""
    facts = dashboards.facts_behind(metric, agent, period, scope).order_by(metric.order, "pk")[:MOST_ROWS]
    facts = list(facts)
    handled = handling.seconds_on([fact.ticket_id for fact in facts])
    header = [_("Ticket"), _("Subject"), _("Customer"), _("Channel"), _("Priority"), _("When"), metric.label]
    header.append(_("Time on ticket (seconds)"))
    rows = [
        [
            reference(fact.ticket),
            fact.ticket.subject,
            fact.ticket.requester.name,
            fact.channel,
            Priority(fact.priority).key,
            fact.at.astimezone(period.zone).isoformat(timespec="seconds"),
            metric.says(fact, scope),
            handled.get(fact.ticket_id),
        ]
        for fact in facts
    ]
    return csv_text(header, rows)
