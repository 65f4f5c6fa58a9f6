"""Which team a new ticket goes to: the first line of the company's list whose conditions it fits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Team
from helpdesk.accounts.uses import Use, finds_uses, follows
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.events.recording import record
from helpdesk.tenancy.context import current_tenant
from helpdesk.tenancy.keeping import kept
from tickets import assignment, ordering
from tickets.automation import references, things
from tickets.automation.conditions import reading
from tickets.automation.conditions.judging import Verdict, judge
from tickets.automation.conditions.reading import ConditionsRefused, all_in_words
from tickets.events import SETTING_CHANGED, TICKET_OPENED, TICKET_PLACED
from tickets.locking import locked
from tickets.models import TeamLine, Ticket
from tickets.routing.past import ROUTING_NAME

MOST_LINES = 100


@dataclass(frozen=True)
class Tried:
    """One line and what it says to a ticket."""

    line: TeamLine
    verdict: Verdict


def in_force() -> list[TeamLine]:
    """The lines in use, in their order. Shared by the whole process: look, never change."""
    return kept(TeamLine, "in force", lambda: list(TeamLine.objects.filter(is_active=True).in_order()))


def tried(ticket: Ticket) -> list[Tried]:
    """What each line in use says to the ticket, up to the first that it fits."""
    found: list[Tried] = []
    for line in in_force():
        found.append(Tried(line, judge(line.conditions, ticket)))
        if found[-1].verdict.holds:
            break
    return found


def place(ticket: Ticket, event: Event) -> None:
    """Move a ticket that was just opened to the team of the line that it fits, and write down which and why.

    Whoever opened it for a certain team meant that one; so did a rule that moved it meanwhile. Repeating changes
    nothing.
    """
    if event.kind == TICKET_OPENED.name and not event.data.get("team_chosen") and in_force():
        _place(ticket, event)


@transaction.atomic
def _place(ticket: Ticket, event: Event) -> None:
    ticket = locked(ticket)
    is_moved = ticket.team_id != event.data["team"]
    if is_moved or not ticket.is_present or Event.objects.about(ticket).filter(kind=TICKET_PLACED.name).exists():
        return
    with translation.override(current_tenant().language):
        last = tried(ticket)[-1]
        if not last.verdict.holds:
            return
        team, by = Team.objects.get(pk=last.line.team_id), Actor.system(ROUTING_NAME)
        because = last.verdict.because
    record(TICKET_PLACED, ticket, by=by, team=team.name, team_id=team.pk, because=because, line=last.line.pk)
    assignment.hand_over(ticket, team, by=by, keeps_owner=True)


def why_here(ticket: Ticket, team: Team) -> str:
    """Why a line gave the ticket to the team that it is in; empty where none did."""
    if not in_force():
        return ""
    placed = Event.objects.about(ticket).filter(kind=TICKET_PLACED.name).order_by("-seq").first()
    return placed.data["because"] if placed and placed.data["team_id"] == team.pk else ""


@transaction.atomic
def save(line: TeamLine, *, by: Actor) -> TeamLine:
    """Keep a new line, at the end, or a changed one. Raises ConditionsRefused naming what cannot be."""
    line.conditions = reading.read(line.conditions)
    if reading.takes_all(line.conditions):
        text = _("It would take every ticket, and no line after it would be asked. For that there is the default team.")
        raise ConditionsRefused("conditions", text)
    is_new = line.pk is None
    if is_new:
        if TeamLine.objects.count() >= MOST_LINES:
            raise ConditionsRefused("conditions", _("At most %s lines.") % MOST_LINES)
        line.position = ordering.place_last(TeamLine.objects.all())
    line.save()
    words = f"{all_in_words(line.conditions)} → {line.team.name}"
    _tell(line, by, words if line.is_active else _("%s (not in use)") % words)
    return line


@transaction.atomic
def move(line: TeamLine, *, up: bool, by: Actor) -> None:
    """Let the line be asked one place earlier or later."""
    if ordering.move(TeamLine.objects.all(), line, up=up):
        _tell(line, by, _("moved up") if up else _("moved down"))


@transaction.atomic
def remove(line: TeamLine, *, by: Actor) -> None:
    """Take the line away; tickets stay where they are."""
    _tell(line, by, _("removed"))
    line.delete()


@finds_uses
def of_lines(thing: str, value: str):
    for line in TeamLine.objects.in_order().select_related("team"):
        is_its_team = thing == things.TEAM and str(line.team_id) == value
        if is_its_team or references.speak_of(references.in_conditions(line.conditions), thing, value):
            yield Use(_("the routing line to %s") % line.team.name, reverse("settings-routing-line", args=[line.pk]))


@follows
def rename_in_lines(thing: str, old: str, new: str, by: Actor) -> None:
    for line in TeamLine.objects.in_order():
        conditions: Mapping[str, Any] = references.renamed_in_conditions(line.conditions, thing, old, new)
        if conditions != line.conditions:
            line.conditions = conditions
            line.save(update_fields=["conditions"])
            _tell(line, by, f"{old} → {new}")


def _tell(line: TeamLine, by: Actor, changes: str) -> None:
    record(SETTING_CHANGED, line, by=by, what=_("which team new tickets go to"), changes=changes)
