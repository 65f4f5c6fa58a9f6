"""Changing when somebody works: a week from a date on, leave with somebody who stands in. Each change is recorded."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from sla.calendar_reading import pieces_in_words
from sla.models import Leave, ShiftPattern
from sla.staffing import duty
from sla.staffing.events import LEAVE_CHANGED, SHIFTS_CHANGED
from sla.staffing.schedules import read_week

LONGEST_LEAVE = timedelta(days=400)


@transaction.atomic
def set_week(agent: Agent, week: dict, *, effective_from: date, zone: str, by: Actor) -> ShiftPattern:
    """Let the agent work by `week` from that day on. Raises CalendarRefused naming the weekday."""
    days = read_week(week)
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


@transaction.atomic
def grant_leave(agent: Agent, values: dict, *, by: Actor) -> Leave:
    """Enter leave. `values`: kind, first_day, last_day, begins_at_noon, ends_at_noon, deputy.

    Raises ValidationError naming the field, also for a deputy who is away then as well.
    """
    # All agents' rows would be held for a circle that is as good as never entered twice at once: what is read at an
    # assignment is bounded anyway (accounts.presence.deputy_of).
    Agent.objects.select_for_update().get(pk=agent.pk)
    leave = Leave(agent=agent, **values)
    _refuse(leave)
    leave.save()
    deputy = {"deputy": leave.deputy_id, "stands_in": True}
    record(LEAVE_CHANGED, agent, by=by, name=agent.name, changes=in_words(leave), **deputy)
    duty.settle(agent)
    return leave


@transaction.atomic
def cancel_leave(leave: Leave, *, by: Actor) -> None:
    """Take leave back, also one that has begun."""
    agent = Agent.objects.select_for_update().get(pk=leave.agent_id)
    changes = _("no longer: %(leave)s") % {"leave": in_words(leave)}
    deputy = {"deputy": leave.deputy_id, "stands_in": False}
    leave.delete()
    record(LEAVE_CHANGED, agent, by=by, name=agent.name, changes=changes, **deputy)
    duty.settle(agent)


def in_words(leave: Leave) -> str:
    """`Holiday, 2026-12-01 to 2026-12-03, Bo stands in`."""
    said = [
        str(leave.get_kind_display()),
        _("%(first)s to %(last)s") % {"first": leave.first_day, "last": leave.last_day},
    ]
    if leave.begins_at_noon:
        said.append(_("from noon"))
    if leave.ends_at_noon:
        said.append(_("until noon"))
    if leave.deputy_id:
        said.append(_("%(name)s stands in") % {"name": leave.deputy.name})
    return ", ".join(said)


def _refuse(leave: Leave) -> None:
    if leave.last_day < leave.first_day:
        raise ValidationError({"last_day": _("The last day comes before the first.")})
    if leave.last_day - leave.first_day > LONGEST_LEAVE:
        raise ValidationError({"last_day": _("At most %(days)s days at once.") % {"days": LONGEST_LEAVE.days}})
    if leave.first_day == leave.last_day and leave.begins_at_noon and leave.ends_at_noon:
        raise ValidationError({"ends_at_noon": _("From noon until noon of the same day is nothing.")})
    own = Leave.objects.filter(agent=leave.agent_id).touching(leave.first_day, leave.last_day)
    if (standing := own.first()) is not None:
        raise ValidationError({"first_day": _("Overlaps: %(leave)s.") % {"leave": in_words(standing)}})
    if leave.deputy_id == leave.agent_id:
        raise ValidationError({"deputy": _("Nobody stands in for itself.")})
    _refuse_circle(leave)


def _refuse_circle(leave: Leave) -> None:
    """A deputy who is away on the same days may have a deputy of its own, but the way must not lead back here."""
    step, passed = leave.deputy, [leave.agent.name]
    while step is not None:
        passed.append(step.name)
        if step.pk == leave.agent_id or len(passed) > 12:
            text = _("They would stand in for each other: %(names)s.") % {"names": " → ".join(passed)}
            raise ValidationError({"deputy": text})
        away = Leave.objects.filter(agent=step).touching(leave.first_day, leave.last_day)
        behind = away.exclude(deputy=None).select_related("deputy").first()
        if behind is None and away.exists():
            words = {"name": step.name, "leave": in_words(away.first())}
            raise ValidationError({"deputy": _("%(name)s is away then: %(leave)s.") % words})
        step = behind.deputy if behind else None
