"""What may stand between double braces in a macro: a closed list of words, each with one value, and nothing else.

Beside those that every company has stand its own fields, of the ticket and of who asks: `{{field.contract}}`.

It is no template language (spec/security.md row 38): a word that is not on the list stays as it was typed, so that
its author sees it. Values are put in as text; whoever shows them as HTML escapes them there.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Agent
from helpdesk.base import blanks
from helpdesk.tenancy.context import current_tenant
from helpdesk.tenancy.directory import base_url
from tickets import fields
from tickets.automation.conditions.own import label_on_ticket
from tickets.automation.conditions.registry import CUSTOM
from tickets.models import Contact, Field, Organization, Ticket
from tickets.numbering import reference


@dataclass(frozen=True)
class Variable:
    """One word: what it is called in the list, and its value on a ticket for the agent who writes."""

    label: str | Promise
    value: Callable[[Ticket, Agent], str]


VARIABLES = {
    "contact.name": Variable(_("Name of the customer"), lambda ticket, agent: ticket.requester.name),
    "contact.first_name": Variable(
        _("First name of the customer"), lambda ticket, agent: ticket.requester.name.split(" ")[0]
    ),
    "organization.name": Variable(
        _("Organisation of the customer"),
        lambda ticket, agent: ticket.organization.name if ticket.organization_id else "",
    ),
    "ticket.number": Variable(_("Number of the ticket"), lambda ticket, agent: reference(ticket)),
    "ticket.subject": Variable(_("Subject of the ticket"), lambda ticket, agent: ticket.subject),
    "ticket.link": Variable(
        _("Address of the ticket for the customer"),
        lambda ticket, agent: f"{base_url(current_tenant())}/requests/{ticket.number}/",
    ),
    "agent.name": Variable(_("Your name"), lambda ticket, agent: agent.name),
    "agent.first_name": Variable(_("Your first name"), lambda ticket, agent: agent.name.split(" ")[0]),
    "company.name": Variable(_("Name of the company"), lambda ticket, agent: current_tenant().name),
}


# A rule has no name of its own to sign with.
OF_RULES = {word: variable for word, variable in VARIABLES.items() if not word.startswith("agent.")}


def known_to_macros() -> dict[str, Variable]:
    return VARIABLES | _own_fields()


def known_to_rules() -> dict[str, Variable]:
    return OF_RULES | _own_fields()


def _own_fields() -> dict[str, Variable]:
    usable = [field for of in (Ticket, Contact, Organization) for field in fields.usable(of)]
    return {f"{CUSTOM}{field.key}": _own_field(field) for field in usable}


def _own_field(field: Field) -> Variable:
    def value(ticket: Ticket, _agent) -> str:
        found = fields.value_on(ticket, field)
        return "" if found is None else str(fields.word(found))

    return Variable(label_on_ticket(field), value)


def filled(text: str, ticket: Ticket, agent: Agent | None = None) -> str:
    """The text with its variables' values, as plain text. A value is never read for variables again.

    Without an agent, for what a rule writes, words about one stay as they are.
    """
    known = known_to_macros() if agent else known_to_rules()
    return blanks.fill(text, lambda word: known[word].value(ticket, agent) if word in known else None)
