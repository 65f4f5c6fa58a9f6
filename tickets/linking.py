"""Tickets that have to do with each other: related, duplicates, a problem and its incidents, a whole and its parts."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Agent, Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from tickets import bulk, conversation, opening
from tickets.conversation import Words
from tickets.events import PART_DONE, TICKET_LINKED, TICKET_UNLINKED
from tickets.locking import lock, locked
from tickets.models import BulkChange, Channel, LinkKind, Status, StatusCategory, Ticket, TicketLink
from tickets.numbering import reference

FROM_ONE = (LinkKind.CAUSES, LinkKind.PARENT)  # an incident has one problem, a part one whole
MOST = 200  # links of a ticket but a problem's: beyond that nobody reads them
# How a link reads from its other end.
BACKWARDS = {
    LinkKind.RELATES: gettext_lazy("relates to"),
    LinkKind.DUPLICATES: gettext_lazy("has the duplicate"),
    LinkKind.CAUSES: gettext_lazy("comes from the problem"),
    LinkKind.PARENT: gettext_lazy("is a part of"),
}


class CannotLink(ValueError):
    """The tickets are not linked; the text says why."""


@dataclass(frozen=True)
class Neighbour:
    """A linked ticket as the other end sees it: how it is linked, in words."""

    link: TicketLink
    ticket: Ticket
    words: str

    @property
    def is_incident(self) -> bool:
        return self.link.kind == LinkKind.CAUSES and self.link.other_id == self.ticket.pk


@transaction.atomic
def link(ticket: Ticket, kind: str, other: Ticket, *, by: Actor) -> TicketLink:
    """Say that `ticket` is to `other` what `kind` says. Twice changes nothing. Raises CannotLink."""
    ticket, other = _locked(ticket, other)
    ends = (ticket, other) if kind != LinkKind.RELATES else tuple(sorted((ticket, other), key=lambda one: one.pk))
    known = TicketLink.objects.filter(ticket=ends[0], other=ends[1], kind=kind).first()
    if known is not None:
        return known
    _require_possible(ends[0], kind, ends[1])
    made = TicketLink.objects.create(ticket=ends[0], other=ends[1], kind=kind, made_at=clock.now())
    _tell(TICKET_LINKED, made, by)
    return made


@transaction.atomic
def unlink(made: TicketLink, *, by: Actor) -> None:
    made.ticket, made.other = _locked(made.ticket, made.other)
    gone, _rows = TicketLink.objects.filter(pk=made.pk).delete()
    if gone:
        _tell(TICKET_UNLINKED, made, by)


@transaction.atomic
def open_part(whole: Ticket, subject: str, text: str, team: Team | None, *, by: Agent) -> Ticket:
    """Have another team do a part of the work: a ticket of its own for the same customer, who hears nothing of it."""
    actor = Actor.agent(by)
    part = opening.open_ticket(
        whole.requester, subject, by=actor, channel=Channel.AGENT, priority=whole.priority, team=team,
        organization_id=whole.organization_id, first_message_is_public=False,
    )  # fmt: skip
    conversation.note(part, Words.typed(text), by=actor, author_agent=by)
    link(whole, LinkKind.PARENT, part, by=actor)
    return part


def neighbours(ticket: Ticket, agent: Agent) -> list[Neighbour]:
    """The linked tickets the agent sees, open ones first."""
    rows = TicketLink.objects.filter(Q(ticket=ticket) | Q(other=ticket)).order_by("-made_at", "-id")[:MOST]
    ends = [(row, *_other_end(row, ticket)) for row in rows]
    seen = Ticket.objects.visible_to(agent).filter(deleted_at=None).select_related("status")
    seen = seen.in_bulk([pk for _row, pk, _words in ends])  # asks nothing where nothing is linked, which is mostly so
    shown = [Neighbour(row, seen[pk], words) for row, pk, words in ends if pk in seen]
    return sorted(shown, key=lambda each: (not each.ticket.is_open, each.words))


def incidents(problem: Ticket) -> list[int]:
    """Ids of the open tickets this one is the problem behind."""
    behind = TicketLink.objects.filter(ticket=problem, kind=LinkKind.CAUSES, other__is_open=True)
    return list(behind.values_list("other", flat=True))


@transaction.atomic
def solve_incidents(problem: Ticket, text: str, *, by: Agent) -> BulkChange:
    """Answer and solve every open incident of a problem, as a change of many tickets. Raises bulk.BulkRefused.

    Whose turn is yet to come in such a change is in no second one: pressed twice, it is the same change.
    """
    lock(problem)
    solved = Status.objects.default_of(StatusCategory.RESOLVED).pk
    changes = {"answer": text.strip()} if text.strip() else {}
    ids = incidents(problem)
    underway = bulk.underway(ids, "status")
    rest = [pk for pk in ids if pk not in underway]
    if underway and not rest:
        if own := next((change for change in underway.values() if change.agent_id == by.pk), None):
            return own
        raise bulk.BulkRefused(_("Somebody is solving them already."))
    return bulk.begin(rest, changes | {"status": solved}, by=by)


@transaction.atomic
def tell_wholes(part: Ticket) -> None:
    """Say on the whole that a part is done, once each time it was solved."""
    for row in TicketLink.objects.filter(other=part, kind=LinkKind.PARENT).select_related("ticket"):
        words = f"{reference(part)} {part.subject}"
        record(PART_DONE, locked(row.ticket), by=Actor.system("parts"), part=words, part_id=part.pk)


def _require_possible(ticket: Ticket, kind: str, other: Ticket) -> None:
    if ticket.pk == other.pk:
        raise CannotLink(_("A ticket is not linked to itself."))
    opposite = TicketLink.objects.filter(ticket=other, other=ticket, kind=kind)
    if (kind != LinkKind.RELATES and opposite.exists()) or (kind in FROM_ONE and other.pk in _above(ticket, kind)):
        raise CannotLink(_("They are linked the other way round already."))
    above = TicketLink.objects.filter(other=other, kind=kind).exclude(ticket=ticket)
    if kind in FROM_ONE and above.exists():  # which one is not everybody's to know
        words = _("%(name)s %(how)s another one already: take that link away first.")
        raise CannotLink(words % {"name": reference(other), "how": BACKWARDS[LinkKind(kind)]})
    if kind != LinkKind.CAUSES and TicketLink.objects.filter(Q(ticket=ticket) | Q(other=ticket)).count() >= MOST:
        raise CannotLink(_("At most %s links on a ticket.") % MOST)


def _above(ticket: Ticket, kind: str) -> set[int]:
    """The ids of its problem or whole, of that one's, and so on."""
    found: set[int] = set()
    newest: int | None = ticket.pk
    while newest is not None and newest not in found:
        found.add(newest)
        newest = TicketLink.objects.filter(other=newest, kind=kind).values_list("ticket", flat=True).first()
    return found - {ticket.pk}


def _other_end(row: TicketLink, ticket: Ticket) -> tuple[int, str]:
    """The id of the ticket that `ticket` is linked to, and how."""
    if row.ticket_id == ticket.pk:
        return row.other_id, str(row.get_kind_display())
    return row.ticket_id, str(BACKWARDS[LinkKind(row.kind)])


def _tell(kind, row: TicketLink, by: Actor) -> None:
    """On both: whoever reads the history of one learns of the other."""
    ends = ((row.ticket, row.get_kind_display(), row.other), (row.other, BACKWARDS[LinkKind(row.kind)], row.ticket))
    for ticket, how, other in ends:
        record(kind, ticket, by=by, how=str(how), other=reference(other), other_id=other.pk)


def _locked(ticket: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    """Both rows, in id order: who links them the other way round waits instead of blocking."""
    rows = {
        row.pk: row for row in Ticket.objects.select_for_update().filter(pk__in=[ticket.pk, other.pk]).order_by("pk")
    }
    return rows[ticket.pk], rows[other.pk]
