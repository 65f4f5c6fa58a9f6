"""Opening a ticket from what a request says: who asks, what was said first, and what is known about it already."""

from django.core.exceptions import PermissionDenied

from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import allow
from helpdesk.events.actors import Actor
from tickets import assignment, contacts, conversation, fields, lifecycle, privacy, triage
from tickets.conversation import Letter, Words
from tickets.models import Channel, Contact, Priority, StatusCategory, Ticket
from tickets.opening import open_ticket, open_with

DONE = (StatusCategory.RESOLVED, StatusCategory.CLOSED)
LATER = ("is_private", "tags", "assignee", "status")
COLUMNS = ("category", "team", "kind", "language", "custom_fields")


def open_from(values: dict, *, by: Agent) -> Ticket:
    """Open the ticket that `values` (a NewTicket) describes; returns it as it was first saved.

    What a requester said is the requester's doing, and starts the clocks as any question does. One that is born
    solved is a contact logged after the fact: it gets no clocks (spec/sla.md §7).
    """
    kind, status = values["message"]["kind"], values.get("status")
    _require_rights(by, values)
    requester = _requester(values["requester"], by)
    born_done = status is not None and status.category in DONE
    columns = {
        "channel": values.get("channel", Channel.API),
        "category_of_status": StatusCategory.RESOLVED if born_done else StatusCategory.NEW,
        "priority": Priority.from_key(values.get("priority", "normal")),
        **{name: values[name] for name in COLUMNS if values.get(name)},
    }
    words = words_of(values["message"])
    if kind == "customer":
        letter = Letter(channel=Channel.API, needs_no_reply=born_done)
        ticket, _message = open_with(requester, values["subject"], words, letter=letter, **columns)
    else:
        public = kind == "reply"
        ticket = open_ticket(
            requester, values["subject"], by=Actor.agent(by), first_message_is_public=public, **columns
        )
        _say(ticket, public, words, by)
    if born_done:
        fields.require_for_resolving(ticket)
    _complete(ticket, values, by)
    return ticket


def is_all_there(values: dict) -> bool:
    """Whether the ticket is complete once it is opened: nothing more is said or set in a second step."""
    return values["message"]["kind"] == "customer" and not any(values.get(name) for name in LATER)


def words_of(said: dict) -> Words:
    """The words of a Said."""
    is_html = bool(said.get("html"))
    return Words.typed(said["html"] if is_html else said.get("text", ""), is_html=is_html)


def _require_rights(agent: Agent, values: dict) -> None:
    kind, status = values["message"]["kind"], values.get("status")
    if values.get("is_private") and not allow(agent, "ticket.edit"):
        raise PermissionDenied
    if kind == "reply" and not allow(agent, "ticket.reply"):
        raise PermissionDenied
    if status is not None and status.category in DONE and not allow(agent, "ticket.resolve"):
        raise PermissionDenied


def _requester(words: dict, by: Agent) -> Contact:
    if "id" in words:
        return words["id"]
    known = contacts.find(words["email"])
    if known:
        return known
    contacts.refuse_own(words["email"])
    return contacts.make_for(words["email"], words.get("name", ""), by=Actor.agent(by))


def _say(ticket: Ticket, public: bool, words: Words, by: Agent) -> None:
    letter = Letter(channel=Channel.API)
    if public:
        conversation.reply(ticket, words, by=by, letter=letter)
    else:
        conversation.note(ticket, words, by=Actor.agent(by), author_agent=by, letter=letter)


def _complete(ticket: Ticket, values: dict, by: Agent) -> None:
    actor = Actor.agent(by)
    if values.get("is_private"):  # before anything else: nobody is told of what they are not to see
        privacy.make_private(ticket, by=by)
    if values.get("tags"):
        triage.change_tags(ticket, add=values["tags"], by=actor)
    if values.get("assignee"):
        assignment.assign(ticket, values["assignee"], by=actor)
    if values.get("status"):
        lifecycle.set_status(ticket, values["status"], by=actor)
