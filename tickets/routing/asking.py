"""What a ticket asks of whoever gets it: skills, room, and who it is not for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from helpdesk.accounts.models import Team
from helpdesk.base import clock
from tickets.models import Ticket
from tickets.routing import lines, needs, past, staff, weights
from tickets.routing.choosing import Asked
from tickets.routing.needs import Need


@dataclass(frozen=True)
class Request:
    """A waiting ticket as routing judges it: what it asks, why, since when it waits, when its skills are waived."""

    asked: Asked
    needs: tuple[Need, ...]
    since: datetime
    waived_at: datetime | None
    placed: str = ""  # why a line of the company's list gave it to this team

    @property
    def is_waived(self) -> bool:
        return self.waived_at is not None and self.waived_at <= clock.now()

    def written(self) -> dict:
        """What a decision keeps of it."""
        placed = {"placed": self.placed} if self.placed else {}
        if not self.needs and self.asked.weight == weights.USUAL:
            return placed
        rows = [{"skill": need.skill, "what": need.what} for need in self.needs]
        return placed | {"needs": rows, "waived": self.is_waived, "weight": self.asked.weight}


def read(ticket: Ticket, team: Team) -> Request:
    """Read what the ticket asks for in this team."""
    wait, wanted = past.of(ticket), needs.of(ticket)
    waived_at = _waived_at(team, wait.since) if wanted else None
    is_waived = waived_at is not None and waived_at <= clock.now()
    weight = weights.of(ticket.channel)
    last_agent, why = staff.last_agent_of(ticket) if team.prefers_last_agent else (None, "")
    asked = Asked(
        skills=frozenset() if is_waived else frozenset(need.skill_id for need in wanted),
        weight=weight,
        last_agent=last_agent,
        last_agent_why=why,
        barred=wait.barred,
        saved=_heavier_before(ticket, team, weight),
    )
    return Request(asked, tuple(wanted), wait.since, waived_at, lines.why_here(ticket, team))


def _waived_at(team: Team, since: datetime) -> datetime | None:
    if team.skills_waived_after_minutes is None:
        return None
    return since + timedelta(minutes=team.skills_waived_after_minutes)


def _heavier_before(ticket: Ticket, team: Team, weight: int) -> Asked | None:
    """What the first waiting ticket asks that weighs more and comes before this one.

    Light tickets would otherwise use up each bit of room as it comes, and the heavy one would wait for ever.
    """
    channels = weights.heavier_than(weight)
    if not channels:
        return None
    before = Ticket.objects.waiting_for(team).filter(channel__in=channels).exclude(pk=ticket.pk).first()
    if before is None or _place(before) >= _place(ticket):
        return None
    asks = needs.of(before)
    return Asked(frozenset(need.skill_id for need in asks), weights.of(before.channel), barred=past.of(before).barred)


def _place(ticket: Ticket) -> tuple:
    """Its place in `waiting_for`."""
    return ticket.due_at or ticket.created_at + timedelta(days=1), ticket.pk
