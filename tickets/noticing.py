"""What agents are told about tickets: one became yours, its customer answered, somebody wrote your name in a note."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.events import AGENT_DEACTIVATED
from helpdesk.accounts.models import Agent
from helpdesk.events.actors import Actor
from helpdesk.events.subscribers import after
from helpdesk.notices.models import Notice
from helpdesk.notices.telling import tell
from helpdesk.tenancy.context import current_tenant
from tickets import assignment, snoozing
from tickets.events import MESSAGE_RECEIVED, NOTE_ADDED, PART_DONE, SIDE_RECEIVED, TICKET_ASSIGNED, TICKET_WOKE
from tickets.models import Message, Ticket
from tickets.models.visibility import those_who_see
from tickets.numbering import reference
from tickets.routing.deputies import with_deputies


@after(TICKET_ASSIGNED)
def tell_new_owner(event):
    """Whoever the ticket was given to by somebody else, or by routing."""
    agent = Agent.objects.select_related("user").filter(pk=event.data["agent"]).first()
    _tell([agent] if agent else [], Notice.Kind.ASSIGNED, event, _("%(number)s is yours: %(subject)s"))


def _is_answer(event) -> bool:
    """The first message of a ticket is news to nobody but routing."""
    return not event.data.get("is_first")


@after(MESSAGE_RECEIVED, wanted=_is_answer)
def tell_owner_of_answer(event):
    """The owner and who follows the ticket."""
    ticket = Ticket.objects.filter(pk=event.subject_id)
    ids = {*ticket.values_list("assignee", flat=True), *ticket.values_list("followers__agent", flat=True)}
    listening = Agent.objects.select_related("user").filter(pk__in=ids - {None})
    _tell(listening, Notice.Kind.REPLIED, event, _("%(who)s answered on %(number)s: %(subject)s"))


@after(NOTE_ADDED)
def tell_who_is_mentioned(event):
    note = Message.objects.filter(pk=event.data["message"]).first()
    if note is not None and "@" in note.text:
        told = with_deputies(mentioned_in(note.text))
        _tell(told, Notice.Kind.MENTIONED, event, _("%(who)s mentions you on %(number)s: %(subject)s"))


@after(SIDE_RECEIVED)
def tell_of_answer_beside(event):
    """Who wrote beside the ticket last, and its owner. That somebody is away is no answer."""
    if event.data.get("machine"):
        return
    ids = {event.data["agent"], *Ticket.objects.filter(pk=event.subject_id).values_list("assignee", flat=True)}
    agents = Agent.objects.select_related("user").filter(pk__in=ids - {None})
    text = _("%(who)s answered beside %(number)s: %(subject)s")
    _tell(agents, Notice.Kind.REPLIED, event, text, who=event.data["who"])


@after(PART_DONE)
def tell_owner_of_a_part_done(event):
    """Whoever waits for it with the customer."""
    owner = Ticket.objects.filter(pk=event.subject_id).values_list("assignee", flat=True)
    agents = Agent.objects.select_related("user").filter(pk__in=[pk for pk in owner if pk])
    part = Ticket.objects.filter(pk=event.data["part_id"]).first()
    seeing = those_who_see(part, agents) if part else []
    named = _("A part of %(number)s is done (%(part)s): %(subject)s")
    _tell(seeing, Notice.Kind.PROGRESS, event, named, part=event.data["part"])
    others = [agent for agent in agents if agent not in seeing]
    _tell(others, Notice.Kind.PROGRESS, event, _("A part of %(number)s is done: %(subject)s"))


@after(TICKET_WOKE)
def tell_who_snoozed(event):
    """Whoever put it aside and its owner; of a customer's answer the owner hears anyway."""
    ticket = Ticket.objects.filter(pk=event.subject_id)
    ids = {event.data["agent"], *ticket.values_list("assignee", flat=True)}
    if event.data["cause"] == snoozing.ANSWER:
        ids -= set(ticket.values_list("assignee", flat=True))
    agents = Agent.objects.select_related("user").filter(pk__in=ids - {None})
    because = {"why": event.data["why"] + event.data["because"]}
    _tell(agents, Notice.Kind.WOKE, event, _("%(number)s woke (%(why)s): %(subject)s"), **because)


@after(AGENT_DEACTIVATED)
def take_tickets_back(event):
    """Open tickets of somebody who left go back to their queues, where routing finds them."""
    for ticket in Ticket.objects.open().filter(assignee=event.subject_id):
        assignment.unassign(ticket, by=Actor.system("departure"))


def mentioned_in(text: str) -> list[Agent]:
    """Agents whose name, or the part of their address before the @, stands behind an @ in the text."""
    text = text.lower()
    found = []
    for agent in Agent.objects.active().select_related("user"):
        calls = (agent.name.lower(), agent.email.split("@")[0].lower())
        if any(_is_called(call, text) for call in calls):
            found.append(agent)
    return found


def _is_called(name: str, text: str) -> bool:
    """`@bo` is no mention in `@bob` nor in `info@bo.test`."""
    start = text.find(f"@{name}")
    while start >= 0:
        before, behind = text[start - 1 : start], text[start + 1 + len(name) :]
        if not before.isalnum() and not behind[:1].isalnum() and not (behind[:1] == "." and behind[1:2].isalnum()):
            return True
        start = text.find(f"@{name}", start + 1)
    return False


def _tell(agents, kind, event, text, **more):
    ticket = Ticket.objects.select_related("requester").filter(pk=event.subject_id).first()
    if ticket is None:
        return
    with translation.override(current_tenant().language):
        words = {"number": reference(ticket), "subject": ticket.subject, "who": event.actor_name, **more}
        tell(
            those_who_see(ticket, agents),
            kind,
            event,
            text=str(text) % words,
            path=f"/desk/tickets/{ticket.number}/",
            ticket_number=ticket.number,
        )
