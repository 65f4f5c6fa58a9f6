"""The promises beside a ticket: each clock in words, and why this policy applies."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helpdesk.accounts.permissions import allow
from helpdesk.base import clock
from helpdesk.ui.templatetags.ui import when_text
from sla import commitments, ledger, levels, opening_hours, reading
from sla.engine.clock import MET, MISSED, VOID
from sla.models import Clock, Commitment
from sla.reading import Reading
from tickets import ticking
from tickets.models import Ticket
from tickets.panels import panel, reason
from tickets.ticking import source

AT_RISK_SHARE = 0.75


@dataclass(frozen=True)
class Line:
    """One clock as components/clock.html draws it."""

    name: str
    text: str
    tone: str
    share: float | None
    title: str
    due: dict | None = None  # where it counts on by itself: moments in seconds since 1970, and the hours


@source
def hours_to_count_by() -> dict:
    """The business hours by which lists count down."""
    return {pk: one.calendar for pk, one in opening_hours.now_standing().items()}


@panel("clocks", "sla/panel.html", position=20)
def clocks_panel(ticket, agent) -> dict | None:
    """The newest clock of each measure that still counts; away where nothing was promised."""
    now, page = clock.now(), ledger.open_page(ticket)
    readings = [] if page.is_new else reading.readings_of(page, now)
    newest: dict[str, Reading] = {one.row.metric: one for one in readings}
    lines = [line(one) for one in newest.values() if one.outcome != VOID or one.row.waived_by]
    if page.watch.update_due_at:
        owed = Commitment.objects.of(ticket).open().order_by("promised_for", "id")
        lines += [_update_line(one, ticket, now) for one in owed]
    if not lines:
        return None
    return {
        "lines": lines,
        "policy": readings[-1].policy if readings else "",
        "may_escalate": allow(agent, "ticket.edit") and ticket.is_open and levels.next_row(ticket) is not None,
    }


@reason("policy", "sla/policy_reasons.html", position=10)
def policy_tried(ticket, agent) -> dict | None:
    """Which policies were tried for the ticket, and why each of them applies or does not."""
    tried = reading.why_this_policy(ticket)
    return {"tried": tried} if tried else None


def _update_line(one: Commitment, ticket: Ticket, now: datetime) -> Line:
    """A promised update in words: by when in the reader's time, what is left of it in business time."""
    calendar = commitments.calendar_of(ticket)
    left = ticking.seconds_left(one.promised_for, calendar, now, hours_to_count_by())
    name = _("Update by %s") % when_text(localtime(one.promised_for))
    title = _("Promised by %s") % one.by_name
    due = {"due": round(one.promised_for.timestamp()), "risk": round(one.remind_at.timestamp())}
    due["calendar"] = calendar or ""
    if one.promised_for < now:
        return Line(name, _("late by %s") % duration(left), "late", 1.0, title, due)
    whole = (one.promised_for - one.promised_at).total_seconds()
    share = (now - one.promised_at).total_seconds() / whole
    tone = "warn" if one.remind_at <= now else ""
    return Line(name, _("%s left") % duration(left), tone, share, title, due)


def duration(seconds: int) -> str:
    """Return hours and minutes: days would not say whether they are business days."""
    hours, minutes = divmod(round(abs(seconds) / 60), 60)
    if hours and minutes:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    if hours:
        return _("%s h") % hours
    if minutes or abs(seconds) < 1:
        return _("%s min") % minutes
    return ngettext("%s second", "%s seconds", abs(seconds)) % abs(seconds)


def line(one: Reading) -> Line:
    """A clock in words."""
    is_over = one.row.satisfied_at is not None
    share = None if is_over else min(1.0, one.used_share)
    return Line(one.label, _text(one, is_over), _tone(one), share, _title(one), _ticking(one))


def _ticking(one: Reading) -> dict | None:
    """What the browser needs to count on; a clock that rests or has ended stands still."""
    if one.state != Clock.State.RUNNING or one.row.due_at is None or one.row.waived_by:
        return None
    risk = round(one.at_risk_from.timestamp()) if one.at_risk_from else ""
    return {"due": round(one.row.due_at.timestamp()), "risk": risk, "calendar": one.row.calendar_id or ""}


def _text(one: Reading, is_over: bool) -> str:
    if one.row.waived_by:
        return _("waived by %s") % one.row.waived_by
    if one.outcome == MET:
        return _("met in %s") % duration(one.consumed_seconds)
    if one.outcome == MISSED and is_over:
        return _("missed by %s") % duration(one.late_seconds)
    if one.outcome == MISSED:
        return _("late by %s") % duration(one.remaining_seconds)
    left = duration(max(0, one.remaining_seconds))
    return _("paused, %s left") % left if one.state == Clock.State.PAUSED else _("%s left") % left


def _tone(one: Reading) -> str:
    if one.outcome in (MET, MISSED):
        return {MET: "ok", MISSED: "late"}[one.outcome]
    if one.state == Clock.State.PAUSED or one.row.waived_by:
        return "paused"
    return "warn" if one.used_share >= AT_RISK_SHARE else ""


def _title(one: Reading) -> str:
    if one.row.due_at is None:
        return one.policy
    due = f"{localtime(one.row.due_at):%Y-%m-%d %H:%M}"
    return _("Due %(due)s · %(basis)s · %(policy)s") % {
        "due": due,
        "basis": one.row.get_basis_display(),
        "policy": one.policy,
    }
