"""`/settings/staffing/`: who of a team is on when in a week, where nobody is though it is open, who is away."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.shortcuts import render
from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Agent, Team
from helpdesk.accounts.permissions import Role, allow
from helpdesk.base import clock
from sla.calendar_reading import pieces_in_words
from sla.models import Leave
from sla.staffing import coverage, duty, leaving
from sla.staffing.hours import opening_of_company


@require_safe
@agent_required("team.read")
def index(request):
    teams = list(Team.objects.visible_to(request.agent).by_name())
    team = _chosen(teams, request.GET.get("team", ""))
    zone = ZoneInfo(request.tenant.time_zone)
    monday = _monday(request.GET.get("week", ""), zone)
    people = list(_people(team))
    plans = duty.plans_of(people)
    staffed = [(agent.name, plans[agent.pk].calendar) for agent in people if plans[agent.pk].calendar]
    week = coverage.week_of(staffed, opening_of_company(), monday, zone)
    context = {
        "title": _("Staffing"),
        "teams": teams,
        "team": team,
        "monday": monday,
        "weeks": [(monday + timedelta(days=days)).isoformat() for days in (-7, 7)],
        "zone": zone.key,
        "has_shifts": bool(staffed),
        "hours": _hours_shown(week),
        "days": _days(week),
        "gaps": [_gap(gap, zone) for gap in week.gaps],
        "rows": [_row(agent, plans[agent.pk], monday) for agent in people],
        "may_edit": allow(request.agent, "settings.people"),
        "asked": [(one, leaving.in_words(one)) for one in _asked(request.agent)],
        "needs_word": leaving.needs_word(),
        "in_no_team": _in_no_team(),
        "broken": [(agent, ", ".join(zones)) for agent, zones in duty.unknown_zones(people).items()],
    }
    return render(request, "sla/staffing.html", context)


def _chosen(teams: list[Team], sought: str) -> Team | None:
    """The team asked for, else the default one."""
    by_id = {str(team.pk): team for team in teams}
    return by_id.get(sought) or next((team for team in teams if team.is_default), teams[0] if teams else None)


def _asked(agent: Agent):
    """Leave that waits for a word the agent may give."""
    if not allow(agent, "leave.grant"):
        return Leave.objects.none()
    asked = Leave.objects.filter(is_granted=False).exclude(agent=agent)
    return asked.select_related("agent", "deputy").order_by("first_day", "id")


def _in_no_team():
    """Whose work is answering and who is in no team: routing gives them nothing."""
    return Agent.objects.active().filter(role__in=(Role.AGENT, Role.MANAGER), memberships=None).by_name()


def _people(team: Team | None):
    answering = Agent.objects.able_to_answer().select_related("deputy").prefetch_related("stands_in_for").by_name()
    return answering.in_team(team) if team else answering.filter(memberships=None)


def _monday(sought: str, zone: ZoneInfo) -> date:
    try:
        day = date.fromisoformat(sought)
    except ValueError:
        day = clock.now().astimezone(zone).date()
    if not 2000 <= day.year < 2200:
        day = clock.now().astimezone(zone).date()
    return day - timedelta(days=day.weekday())


def _hours_shown(week: coverage.Week) -> range:
    """From the first hour anything is open or staffed to the last; the working day where nothing is."""
    used = [cell.hour for day in week.days for cell in day.cells if cell.is_open or cell.names]
    return range(min(used), max(used) + 1) if used else range(8, 18)


def _days(week: coverage.Week) -> list[dict]:
    shown = _hours_shown(week)
    return [
        {
            "date": day.date,
            "label": f"{WEEKDAYS_ABBR[day.date.weekday()]} {day.date.day}",
            "cells": [_cell(day.cells[hour]) for hour in shown],
        }
        for day in week.days
    ]


def _cell(cell: coverage.Cell) -> dict:
    """What a cell shows: a count, a sign that tells without colour, and the whole in words."""
    count = len(cell.names)
    who = ", ".join(cell.names) or _("nobody")
    words = f"{cell.hour:02}:00 {who}"
    if cell.is_gap:
        return {"state": "gap", "sign": "!", "words": _("%(who)s: a gap, the company is open") % {"who": words}}
    if count:
        return {"state": "on", "sign": count, "words": words}
    return {"state": "off", "sign": "·", "words": words}


def _gap(gap: coverage.Span, zone: ZoneInfo) -> str:
    begins, ends = (moment.astimezone(zone) for moment in gap)
    closing = f"{ends:%H:%M}".replace("00:00", "24:00")
    return f"{date_format(begins, 'D j M')} {begins:%H:%M}–{closing}"


def _row(agent: Agent, plan, monday: date) -> dict:
    tone, standing = standing_of(agent)
    stands_in = [each.name for each in agent.stands_in_for.all() if each.on_leave_until is not None]
    return {
        "agent": agent,
        "href": reverse("settings-staffing-person", args=[agent.pk]),
        "tone": tone,
        "standing": standing,
        "deputy": agent.deputy.name if agent.on_leave_until and agent.deputy else "",
        "stands_in": ", ".join(stands_in),
        "week": week_in_words(plan, monday),
        "zone": plan.zone,
    }


def standing_of(agent: Agent) -> tuple[str, str]:
    """Whether the agent is there now, as (tone, words)."""
    if agent.on_leave_until is not None:
        return "note", _("on leave until %(day)s") % {"day": date_format(agent.on_leave_until, "j M")}
    if agent.is_on_duty:
        return ("info", _("on duty by hand, beyond the shift")) if agent.is_on_shift is False else ("ok", _("on duty"))
    if agent.is_on_shift:
        return ("plain", _("on a break")) if agent.is_paused else ("warn", _("on shift, not there"))
    return "plain", _("off shift") if agent.is_on_shift is False else _("away")


def week_in_words(plan, monday: date) -> str:
    """`5 days, Mon 09:00–17:00 …`: days with the same hours once."""
    if plan.calendar is None:
        return _("no shifts: by hand only")
    days: dict[str, list[str]] = {}
    for n in range(7):
        hours = pieces_in_words(plan.calendar.hours_on(monday + timedelta(days=n)))
        if hours:
            days.setdefault(hours, []).append(str(WEEKDAYS_ABBR[n]))
    said = [f"{' '.join(names)} {hours}" for hours, names in days.items()]
    return "; ".join(said) or _("off all week")
