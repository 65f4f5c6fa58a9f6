"""The calendars of the open tenant: read as they stood at any revision, edited without rewriting the past."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.events.recording import record
from helpdesk.tenancy.keeping import kept
from sla import calendar_reading, calendars
from sla.events import CALENDAR_CHANGED
from sla.models import Calendar, CalendarRevision, Clock, Policy, PolicyVersion


class CalendarInUse(Exception):
    """Clocks or policies count by this calendar; it can be changed but not deleted."""


@dataclass(frozen=True)
class Standing:
    """A calendar as it reads at one of its revisions."""

    revision: int
    calendar: calendars.Calendar
    changed_at: datetime | None = None
    is_default: bool = False


def now_standing() -> dict[int, Standing]:
    """Return every calendar of the tenant by its id, as it reads now."""
    return kept(Calendar, "standing", _read_standing)


def _read_standing() -> dict[int, Standing]:
    rows = Calendar.objects.values_list("pk", "revision", "form", "is_default")
    return {pk: Standing(revision, _read(form), None, is_default) for pk, revision, form, is_default in rows}


def default_of(standing: dict[int, Standing]) -> int | None:
    """Return the calendar of policies that name none."""
    return next((pk for pk, one in standing.items() if one.is_default), None)


def standing_from(calendar_id: int, revision: int) -> list[Standing]:
    """Return the calendar at that revision and at each later one, oldest first."""
    return kept(Calendar, ("from", calendar_id, revision), lambda: _read_standing_from(calendar_id, revision))


def _read_standing_from(calendar_id: int, revision: int) -> list[Standing]:
    found = CalendarRevision.objects.filter(calendar_id=calendar_id, number__gte=revision).order_by("number")
    return [Standing(row.number, _read(row.form), row.changed_at) for row in found]


@transaction.atomic
def make(name: str, form: dict, *, by: Actor, is_default: bool = False) -> Calendar:
    """Add a calendar. Raises CalendarRefused naming the field."""
    form = calendar_reading.write(calendar_reading.read_for_policies(form))
    if is_default:
        Calendar.objects.filter(is_default=True).update(is_default=False)
    made = Calendar.objects.create(name=name, form=form, is_default=is_default)
    _keep_revision(made, by)
    record(CALENDAR_CHANGED, made, by=by, name=name, changes=_("added"))
    return made


@transaction.atomic
def edit(
    calendar: Calendar,
    *,
    name: str,
    form: dict,
    is_default: bool,
    by: Actor,
    because: str = "",
    days: dict[date, str] | None = None,
) -> Calendar:
    """Change a calendar; the clocks that count by it are recounted soon after. Raises CalendarRefused.

    Weekly hours without a date begin on the next local day, and never earlier than today (sla.md §8.4).
    `because` is said in the audit log behind what changed; `days` keeps the names of dates there.
    """
    wanted = calendar_reading.read_for_policies(form)
    calendar = Calendar.objects.select_for_update().get(pk=calendar.pk)
    new = calendars.changed(calendar_reading.read_for_policies(calendar.form), wanted, clock.now())
    written = calendar_reading.write(new)
    changes = _name_changes(calendar, name, written, is_default)
    if not changes:
        return calendar
    if is_default and not calendar.is_default:
        Calendar.objects.filter(is_default=True).update(is_default=False)
    has_new_hours = written != calendar.form
    calendar.name, calendar.form = name, written
    calendar.is_default = calendar.is_default or is_default
    calendar.revision += has_new_hours
    calendar.save(update_fields=["name", "form", "is_default", "revision"])
    if has_new_hours:
        _keep_revision(calendar, by)
    said = ", ".join(changes) + (f" ({because})" if because else "")
    named = {"days": {day.isoformat(): text for day, text in days.items()}} if days else {}
    record(CALENDAR_CHANGED, calendar, by=by, name=name, changes=said, **named)
    return calendar


@transaction.atomic
def delete(calendar: Calendar, *, by: Actor) -> None:
    """Delete a calendar nobody counts by. Raises CalendarInUse."""
    calendar = Calendar.objects.select_for_update().get(pk=calendar.pk)
    in_policies = PolicyVersion.objects.filter(calendar=calendar).exists()
    if calendar.is_default or in_policies or Clock.objects.filter(calendar=calendar).exists():
        raise CalendarInUse
    record(CALENDAR_CHANGED, calendar, by=by, name=calendar.name, changes=_("deleted"))
    calendar.delete()


def names_of_days(calendar: Calendar) -> dict[date, str]:
    """Return what dates were called when they were taken over: hours have no place for a name, events do."""
    about = Event.objects.filter(subject_kind="calendar", subject_id=calendar.pk, data__has_key="days")
    found: dict[date, str] = {}
    for days in about.in_order().values_list("data__days", flat=True):
        found |= {date.fromisoformat(day): name for day, name in days.items()}
    return found


def policies_using(calendar: Calendar):
    """Return the policies whose published version counts by this calendar."""
    by_name = Policy.objects.filter(current__calendar=calendar)
    by_default = Policy.objects.filter(current__calendar=None) if calendar.is_default else Policy.objects.none()
    return (by_name | by_default).in_order()


def _read(form: dict) -> calendars.Calendar:
    return _kept(json.dumps(form, sort_keys=True))


@lru_cache(maxsize=512)
def _kept(text: str) -> calendars.Calendar:
    """One object for each text, so that the opening hours it has worked out stay with it."""
    return calendar_reading.read_for_policies(json.loads(text))


def _keep_revision(calendar: Calendar, by: Actor) -> None:
    CalendarRevision.objects.create(
        calendar=calendar,
        number=calendar.revision,
        form=calendar.form,
        changed_at=clock.now(),
        changed_by=by.name,
    )


def _name_changes(calendar: Calendar, name: str, form: dict, is_default: bool) -> list[str]:
    labels = {"tz": _("time zone"), "weekly_versions": _("weekly hours")}
    labels |= {"exceptions": _("exceptions"), "yearly": _("yearly days")}
    changes = [label for key, label in labels.items() if form[key] != calendar.form[key]]
    if name != calendar.name:
        changes.append(_("name"))
    if is_default and not calendar.is_default:
        changes.append(_("is the default now"))
    return changes
