"""Escalating to the next level: the matrix says which team takes over, by customer tier and priority (sla.md §10.3)."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.notices.models import Notice
from helpdesk.notices.telling import tell
from helpdesk.tenancy.keeping import kept
from sla import escalation_templates
from sla.events import MATRIX_CHANGED, TICKET_ESCALATED
from sla.models import MatrixRow
from tickets import assignment, conversation
from tickets.locking import locked
from tickets.models import Ticket
from tickets.models.visibility import those_who_see


def next_row(ticket: Ticket) -> MatrixRow | None:
    """The row of the next level that has one for this ticket, the most specific of that level; None at the top."""
    rows = kept(MatrixRow, "matrix", lambda: list(MatrixRow.objects.all()))
    above = [row for row in rows if row.level > ticket.escalation_level and row.priority in ("", ticket.priority_key)]
    if not above:
        return None
    tiers = {"", ticket.requester.segment, ticket.organization.tier if ticket.organization_id else ""}
    fitting = (row for row in above if row.tier in tiers)
    return min(fitting, key=lambda row: (row.level, not row.tier, not row.priority), default=None)


@transaction.atomic
def escalate(ticket: Ticket, *, by: Actor, because: str) -> MatrixRow | None:
    """Hand the ticket up one level and tell those who have it now, with the reason; never down, nothing at the top.

    Returns the row of the matrix that was followed.
    """
    ticket = locked(ticket)
    row = next_row(ticket)
    if row is None:
        return None
    row = MatrixRow.objects.select_related("team__lead__user").get(pk=row.pk)
    ticket.escalation_level = row.level
    ticket.save(update_fields=["escalation_level"])
    event = record(
        TICKET_ESCALATED, ticket, by=by, level=row.level, team=row.team.name, because=because, team_id=row.team_id
    )
    ticket = assignment.hand_over(ticket, row.team, by=by, keeps_owner=row.keeps_assignee)
    if not row.keeps_assignee:
        assignment.unassign(ticket, by=by)
    text = _("Escalated to level %(level)s, %(team)s: %(because)s") % {
        "level": row.level,
        "team": row.team,
        "because": because,
    }
    path = f"/desk/tickets/{ticket.number}/"
    tell(
        those_who_see(ticket, _people(row)),
        Notice.Kind.ESCALATED,
        event,
        text=text,
        path=path,
        ticket_number=ticket.number,
    )
    return row


@transaction.atomic
def escalate_by_hand(
    ticket: Ticket, *, by: Agent, because: str, answers: Mapping[int, str] = MappingProxyType({})
) -> MatrixRow | None:
    """The same for an agent, with what the next level wants to know (the place of a question → its answer).

    Reason and answers are kept as a note: among the folded changes the next level would miss them. Raises Unanswered
    naming the required questions that were left open; then nothing is changed.
    """
    row = next_row(locked(ticket))
    if row is None:
        return None
    questions = escalation_templates.questions_for(row)
    if missing := escalation_templates.unanswered(questions, answers):
        raise Unanswered(missing, [questions[n]["label"] for n in missing])
    row = escalate(ticket, by=Actor.agent(by), because=because)
    said = conversation.Words(because)
    if questions:
        heading = _("Escalated to level %(level)s, %(team)s") % {"level": row.level, "team": row.team}
        said = escalation_templates.written(heading, because, questions, answers)
    conversation.note(ticket, said, by=Actor.agent(by), author_agent=by)
    return row


class Unanswered(ValueError):
    """Required questions of the next level have no answer; `places` says which."""

    def __init__(self, places: list[int], labels: list[str]):
        super().__init__(_("Still to be answered: %s") % "; ".join(labels))
        self.places = places


def _people(row: MatrixRow) -> list[Agent]:
    named = Agent.objects.active().select_related("user").filter(pk__in=row.notify_agents)
    lead = [row.team.lead] if row.notify_lead and row.team.lead_id else []
    told = {agent.pk: agent for agent in [*lead, *named]}
    # Somebody there must hear of it: a level of which nobody in particular is to be told is told as a whole.
    return list(told.values()) or list(Agent.objects.active().select_related("user").in_team(row.team))


@transaction.atomic
def save_row(row: MatrixRow, *, by: Actor) -> MatrixRow:
    """Keep a new or changed row of the matrix."""
    is_new = row.pk is None
    row.save()
    record(MATRIX_CHANGED, row, by=by, level=row.level, changes=_("added") if is_new else _("changed"))
    return row


@transaction.atomic
def remove_row(row: MatrixRow, *, by: Actor) -> None:
    """Take a row away; tickets stay where they are."""
    record(MATRIX_CHANGED, row, by=by, level=row.level, changes=_("removed"))
    row.delete()
