"""Changing when somebody works: a week from a date on. Each change is recorded."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.accounts.zones import is_zone
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from sla.calendar_reading import pieces_in_words
from sla.models import ShiftPattern
from sla.staffing import duty
from sla.staffing.events import SHIFTS_CHANGED
from sla.staffing.schedules import read_week


@transaction.atomic
def set_week(agent: Agent, week: dict, *, effective_from: date, zone: str, by: Actor) -> ShiftPattern:
    """Let the agent work by `week` from that day on. Raises CalendarRefused naming the weekday, and ValidationError
    for a zone nobody knows."""
    days = read_week(week)
    if not is_zone(zone):
        raise ValidationError({"zone": _("Unknown time zone. Write it as “Europe/Berlin”.")})
    Agent.objects.select_for_update().get(pk=agent.pk)
    pattern, _is_new = ShiftPattern.objects.update_or_create(
        agent=agent, effective_from=effective_from, defaults={"week": week, "zone": zone}
    )
    words = "; ".join(pieces_in_words(pieces) or "–" for pieces in days)
    changes = _("from %(day)s: %(week)s") % {"day": effective_from, "week": words}
    record(SHIFTS_CHANGED, agent, by=by, name=agent.name, changes=changes)
    duty.settle(agent)
    return pattern


@transaction.atomic
def drop_week(pattern: ShiftPattern, *, by: Actor) -> None:
    """Take a week away: the one before it then goes on. Without any, the agent's own word is all there is."""
    agent = Agent.objects.select_for_update().get(pk=pattern.agent_id)
    changes = _("no longer: the week from %(day)s") % {"day": pattern.effective_from}
    pattern.delete()
    record(SHIFTS_CHANGED, agent, by=by, name=agent.name, changes=changes)
    duty.settle(agent)
