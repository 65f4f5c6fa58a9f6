"""Reading the event log as an audit trail: what happened to settings and people, not to tickets."""

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from helpdesk.events.catalog import all_kinds
from helpdesk.events.models import Event, Seal, SealCheck


def trail() -> QuerySet:
    """Events of everything that has no history page of its own (tickets, contacts and articles have one)."""
    return Event.objects.filter(seq=None)


def areas() -> list[str]:
    """The first words of the kinds there are: agent, team, mailbox …"""
    return sorted({kind.name.split(".")[0] for kind in all_kinds()})


def in_area(events: QuerySet, area: str) -> QuerySet:
    return events.filter(kind__startswith=f"{area}.")


def by_agent(events: QuerySet, agent_id: str) -> QuerySet:
    return events.filter(actor_kind="agent", actor_id=int(agent_id)) if agent_id.isdigit() else events.none()


def since(events: QuerySet, day: date) -> QuerySet:
    return events.filter(occurred_at__gte=_midnight(day))


def until(events: QuerySet, day: date) -> QuerySet:
    """Up to the end of that day, in the viewer's time zone."""
    return events.filter(occurred_at__lt=_midnight(day + timedelta(days=1)))


def sealed() -> dict:
    """Up to where the log is sealed, and what the periodic check of the seals found."""
    return {"seal": Seal.objects.newest(), "check": SealCheck.objects.first()}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
