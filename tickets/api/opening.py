"""Opening a ticket from what a request says: who asks, what was said first, and what is known about it already."""

from django.core.exceptions import PermissionDenied

from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import allow
from helpdesk.events.actors import Actor
from tickets import assignment, contacts, conversation, fields, lifecycle, triage
from tickets.conversation import Letter, Words
from tickets.models import Channel, Contact, ContactAddress, Priority, StatusCategory, Ticket

DONE = (StatusCategory.RESOLVED, StatusCategory.CLOSED)
COLUMNS = ("category", "team", "kind", "language", "custom_fields")


def open_from(values: dict, *, by: Agent) -> Ticket:
    """Open the ticket that `values` (a NewTicket) describes; returns it as it was first saved.

    What a requester said is the requester's doing, and starts the clocks as any question does. One that is born
    solved is a contact logged after the fact: it gets no clocks (spec/sla.md §7).
    """
    kind, status = values["message"]["kind"], values.get("status")
    _require_rights(by, kind, status)
    requester = _requester(values["requester"], by)
    born_done = status is not None and status.category in DONE
    ticket = lifecycle.open_ticket(
        requester,
        values["subject"],
        by=Actor.contact(requester) if kind == "customer" else Actor.agent(by),
        channel=Channel.API,
        category_of_status=StatusCategory.RESOLVED if born_done else StatusCategory.NEW,
        priority=Priority.from_key(values.get("priority", "normal")),
        first_message_is_public=kind != "note",
        **{name: values[name] for name in COLUMNS if values.get(name)},
    )
    if born_done:
        fields.require_for_resolving(ticket)
    _say(ticket, kind, words_of(values["message"]), by, requester, counts=not born_done)
    _complete(ticket, values, Actor.agent(by))
    return ticket


def words_of(said: dict) -> Words:
    """The words of a Said."""
    is_html = bool(said.get("html"))
    return Words.typed(said["html"] if is_html else said.get("text", ""), is_html=is_html)


def _require_rights(agent: Agent, kind: str, status) -> None:
    if kind == "reply" and not allow(agent, "ticket.reply"):
        raise PermissionDenied
    if status is not None and status.category in DONE and not allow(agent, "ticket.resolve"):
        raise PermissionDenied


def _requester(words: dict, by: Agent) -> Contact:
    if "id" in words:
        return words["id"]
    address = contacts.normalised(words["email"])
    known = ContactAddress.objects.select_related("contact").filter(address=address).first()
    if known:
        return known.contact
    contacts.refuse_own(address)
    return contacts.find_or_make(address, words.get("name", ""), by=Actor.agent(by))


def _say(ticket: Ticket, kind: str, words: Words, by: Agent, requester: Contact, *, counts: bool) -> None:
    if kind == "customer":
        letter = Letter(channel=Channel.API, needs_no_reply=not counts)
        conversation.receive(ticket, requester, words, letter=letter)
    elif kind == "reply":
        conversation.reply(ticket, words, by=by, letter=Letter(channel=Channel.API))
    else:
        conversation.note(ticket, words, by=Actor.agent(by), author_agent=by)


def _complete(ticket: Ticket, values: dict, actor: Actor) -> None:
    if values.get("tags"):
        triage.change_tags(ticket, add=values["tags"], by=actor)
    if values.get("assignee"):
        assignment.assign(ticket, values["assignee"], by=actor)
    if values.get("status"):
        lifecycle.set_status(ticket, values["status"], by=actor)
