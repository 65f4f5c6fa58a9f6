"""Two tickets about one thing become one. For a day it can be undone, as if it had never been.

The messages move and remember where they were said. What the customers of both may read from then on is shown before:
nobody is put in copy of the other ticket unless the agent says so.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from tickets import conversation, drafts, lifecycle, marks, privacy, scheduling, snoozing, triage
from tickets.assignment import follow, unfollow
from tickets.conversation import category_after_message
from tickets.events import MERGE_GIVEN_BACK, MERGE_UNDONE, TICKET_MERGED, TICKET_TOOK_OVER
from tickets.models import Contact, Draft, Follower, Merge, Message, Participant, Status, Ticket, TicketTag
from tickets.models.visibility import those_who_see
from tickets.numbering import reference
from tickets.undoing import is_undoable


class CannotMerge(ValueError):
    """These two stay apart, or together; the text says why and what to do."""


@dataclass(frozen=True)
class Preview:
    """What a merge would do, before it does it."""

    messages: int
    tags: list[str]
    #: who has to do with the ticket that ends and would not hear of the other one
    left_out: list[Contact]
    #: who may read the other ticket and would read these messages too
    readers: list[Contact]


def preview(ticket: Ticket, into: Ticket) -> Preview:
    """Say what merging would do. Raises CannotMerge where it is refused. Changes nothing."""
    _require_mergeable(ticket, into)
    theirs, others = _people_of(ticket), _people_of(into)
    return Preview(
        messages=Message.objects.filter(ticket=ticket).count(),
        tags=sorted(_tags_of(ticket) - _tags_of(into)),
        left_out=[one for one in theirs if one not in others],
        readers=[one for one in others if one not in theirs],
    )


@transaction.atomic
def merge(ticket: Ticket, into: Ticket, *, by: Agent, copies: bool = False) -> Merge:
    """End `ticket` in `into`: its messages, tags, followers and drafts go there, its customer's wait goes along.

    `copies` puts the people of `ticket` in copy of the other. Raises CannotMerge and changes nothing then.
    """
    ticket, into = _both_locked(ticket, into)
    told = preview(ticket, into)
    actor = Actor.agent(by)
    had = _had(into)
    waits = _waits_for_an_answer(ticket)
    triage.change_tags(into, add=told.tags, by=actor)
    _bring_followers(ticket, into, actor)
    made_private = ticket.is_private and not into.is_private
    privacy.bring_along(into, ticket, by=actor)  # its words do not come before more eyes
    for contact in told.left_out if copies else ():
        triage.put_in_copy(into, contact, by=actor)
    _move_messages(ticket, into)
    _move_drafts(ticket, into)
    ticket.merged_into, ticket.is_open = into, False
    ticket.save(update_fields=["merged_into", "is_open"])
    brought = _brought(into, had) | ({"privacy": True} if made_private else {})
    done = Merge.objects.create(ticket=ticket, into=into, by_name=actor.name, merged_at=clock.now(), brought=brought)
    about = {"merge": done.pk, "messages": told.messages}
    record(TICKET_MERGED, ticket, by=actor, into=reference(into), into_id=into.pk, **about)
    into = marks.recount(into)
    record(TICKET_TOOK_OVER, into, by=actor, of=reference(ticket), of_id=ticket.pk, **about)
    if waits:  # nobody sleeps over a customer's question
        snoozing.wake_locked(into, snoozing.ANSWER)
    after = category_after_message(into.status_category)
    if waits and after != into.status_category:
        lifecycle.move_locked(into, Status.objects.default_of(after), by=actor, merged=True)
    return done


@transaction.atomic
def undo(merge: Merge, *, by: Agent) -> Ticket:
    """Give the ticket back what was its own, and the mail written to it since that nobody answered.

    What was said on the other one since, that mail's answers included, stays there. Raises CannotMerge once a day
    has passed, or where the other ticket ended in a third one since.
    """
    merge = Merge.objects.select_for_update().select_related("ticket", "into").get(pk=merge.pk)
    ticket, into = _both_locked(merge.ticket, merge.into)
    _require_undoable(merge, ticket, into)
    if not (those_who_see(ticket, [by]) and those_who_see(into, [by])):
        raise CannotMerge(_("Only who sees both tickets takes them apart again."))
    actor = Actor.agent(by)
    _take_away(into, merge.brought, actor)
    since = _written_since(merge, ticket, into)
    messages = _give_back_messages(ticket, into)
    _give_back_drafts(ticket, into)
    ticket.merged_into = None
    ticket.is_open = lifecycle.is_open(ticket)
    ticket.save(update_fields=["merged_into", "is_open"])
    merge.undone_at = clock.now()
    merge.save(update_fields=["undone_at"])
    about = {"merge": merge.pk, "messages": messages}
    taken = {"of": reference(ticket), "of_id": ticket.pk, "returned": since}
    record(MERGE_GIVEN_BACK, marks.recount(into), by=actor, **taken, **about)
    ticket = marks.recount(ticket)
    record(MERGE_UNDONE, ticket, by=actor, into=reference(into), into_id=into.pk, **about)
    for message in Message.objects.filter(pk__in=since, kind=Message.Kind.CUSTOMER).in_order():
        conversation.receive_back(message)
    return Ticket.objects.get(pk=ticket.pk)


def standing(ticket: Ticket) -> Merge | None:
    """The merge with which the ticket ended."""
    return Merge.objects.filter(ticket=ticket, undone_at=None).first() if ticket.merged_into_id else None


def _require_mergeable(ticket: Ticket, into: Ticket) -> None:
    if ticket.pk == into.pk:
        raise CannotMerge(_("A ticket cannot be merged into itself. Give the number of another one."))
    for one in (ticket, into):
        if not one.is_present:
            raise CannotMerge(_("%s is spam, deleted or already merged into another ticket.") % reference(one))
    if into.is_closed:
        raise CannotMerge(_("%s is closed for good and takes in no other ticket.") % reference(into))


def _require_undoable(merge: Merge, ticket: Ticket, into: Ticket) -> None:
    if merge.undone_at is not None or ticket.merged_into_id != into.pk:
        raise CannotMerge(_("This merge was undone already."))
    if not is_undoable(merge):
        raise CannotMerge(_("A merge can be undone for 24 hours. Split off what does not belong instead."))
    if into.merged_into_id:
        raise CannotMerge(_("%s was merged into another ticket since: undo that first.") % reference(into))


def _both_locked(*tickets: Ticket) -> list[Ticket]:
    """Both rows held, whatever order somebody else asks for them in."""
    rows = Ticket.objects.select_for_update().order_by("id").in_bulk([one.pk for one in tickets])
    return [rows[one.pk] for one in tickets]


def _people_of(ticket: Ticket) -> list[Contact]:
    copied = Q(participations__ticket=ticket)
    return list(Contact.objects.filter(Q(pk=ticket.requester_id) | copied).distinct().order_by("name", "id"))


def _tags_of(ticket: Ticket) -> set[str]:
    return set(ticket.ticket_tags.values_list("tag__name", flat=True))


def _waits_for_an_answer(ticket: Ticket) -> bool:
    asked, answered = ticket.last_customer_message_at, ticket.last_agent_message_at
    return bool(ticket.is_open and asked and (answered is None or answered < asked))


def _had(into: Ticket) -> dict[str, set[int]]:
    rows = {"tags": TicketTag, "followers": Follower, "copies": Participant}
    return {name: set(model.objects.filter(ticket=into).values_list("pk", flat=True)) for name, model in rows.items()}


def _brought(into: Ticket, had: dict[str, set[int]]) -> dict[str, list[int]]:
    return {name: sorted(now - had[name]) for name, now in _had(into).items()}


def _bring_followers(ticket: Ticket, into: Ticket, actor: Actor) -> None:
    """Whoever heard of the ticket goes on hearing, if they may see the other one."""
    interested = Q(pk__in=ticket.followers.values("agent")) | Q(pk=ticket.assignee_id)
    for agent in those_who_see(into, Agent.objects.active().filter(interested)):
        if agent.pk != into.assignee_id:
            follow(into, agent, by=actor)


def _move_messages(ticket: Ticket, into: Ticket) -> None:
    own = Message.objects.filter(ticket=ticket)
    own.exclude(origin__in=_merged_here(ticket)).update(origin=ticket)
    own.update(ticket=into)


def _written_since(merge: Merge, ticket: Ticket, into: Ticket) -> list[int]:
    """The messages written to the merged ticket since. Those that were answered stay where their answer is."""
    here = Message.objects.filter(ticket=into, created_at__gt=merge.merged_at)
    written = here.filter(origin__in=[ticket.pk, *_merged_here(ticket)])
    answered = here.filter(kind=Message.Kind.AGENT).order_by("-created_at", "-id").first()
    if answered is not None:
        written.filter(created_at__lte=answered.created_at).update(origin=None)
    return list(written.order_by("created_at", "id").values_list("pk", flat=True))


def _give_back_messages(ticket: Ticket, into: Ticket) -> int:
    here = Message.objects.filter(ticket=into)
    count = here.filter(origin__in=[ticket.pk, *_merged_here(ticket)]).update(ticket=ticket)
    Message.objects.filter(ticket=ticket, origin=ticket).update(origin=None)
    return count


def _merged_here(ticket: Ticket) -> list[int]:
    """The ids of tickets that ended in this one, also by way of others."""
    found: list[int] = []
    newest = [ticket.pk]
    while newest:
        newest = list(Ticket.objects.filter(merged_into__in=newest).values_list("pk", flat=True))
        found += newest
    return found


def _move_drafts(ticket: Ticket, into: Ticket) -> None:
    """What somebody was about to say is not lost: it follows what they were about to say there.

    Nothing of it goes out by itself any more: it was written to somebody else, perhaps. Its author is told.
    """
    both = Draft.objects.filter(Q(ticket=ticket) | Q(ticket=into))
    for draft in both.exclude(send_at=None).select_related("agent__user", "ticket"):
        scheduling.hold_back(draft, draft.ticket, _("it was merged with another ticket"))
    for draft in Draft.objects.filter(ticket=ticket):
        drafts.move(draft, into)


def _give_back_drafts(ticket: Ticket, into: Ticket) -> None:
    """What was begun to a conversation beside the ticket, or about one of its messages, goes back with that."""
    own = Message.objects.filter(ticket=ticket).values_list("pk", "side_id")
    places = {place for pk, side in own for place in (f"m{pk}", f"s{side}")}
    for draft in Draft.objects.filter(ticket=into, kind=Draft.Kind.SIDE, place__in=places):
        drafts.move(draft, ticket)


def _take_away(into: Ticket, brought: dict[str, list[int]], actor: Actor) -> None:
    if brought.get("privacy"):
        privacy.make_public(into, by=actor)
    tags = TicketTag.objects.filter(ticket=into, pk__in=brought["tags"])
    triage.change_tags(into, remove=tags.values_list("tag__name", flat=True), by=actor)
    for follower in Follower.objects.filter(ticket=into, pk__in=brought["followers"]).select_related("agent"):
        unfollow(into, follower.agent, by=actor)
    for copied in Participant.objects.filter(ticket=into, pk__in=brought["copies"]).select_related("contact"):
        triage.take_out_of_copy(into, copied.contact, by=actor)
