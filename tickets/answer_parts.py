"""What an answer may carry besides its words. Higher apps fill it; composer and API know none of them by name.

A part draws its own control into the composer, reads what was chosen there, says it to the customer at the end of the
answer, and keeps what it is about once the answer is sent.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from django.utils.html import format_html

from helpdesk.accounts.models import Agent
from tickets.conversation import Words
from tickets.models import Message, Status, Ticket

_parts: list["Part"] = []


class PartRefused(ValueError):
    """What was chosen does not go with the answer; the text says why and what to do."""


class Addition(Protocol):
    """What was chosen: the words the customer reads of it, and how it is kept with the answer that was sent."""

    words: str

    def keep(self, message: Message, agent: Agent) -> None: ...


@dataclass(frozen=True)
class Part:
    """`shown(ticket, typed)` gives its template's values; `read(typed, ticket, then)` what was chosen, or None.

    `typed` is what the form brought (nothing on a fresh page), `then` the status the answer sets, if any. `fields` are
    the names of its own in the form: what they brought is kept while an answer is held.
    """

    template: str
    shown: Callable[[Ticket, Mapping], dict]
    read: Callable[[Mapping, Ticket, Status | None], Addition | None]
    fields: tuple[str, ...] = ()


def register(part: Part) -> None:
    """Offer a part with every answer to a customer."""
    _parts.append(part)


def controls(ticket: Ticket, typed: Mapping) -> list[dict]:
    """The templates and values of all parts, for the composer."""
    return [{"template": part.template, "values": part.shown(ticket, typed)} for part in _parts]


def chosen(typed: Mapping, ticket: Ticket, then: Status | None) -> list[Addition]:
    """What goes along with an answer. Raises PartRefused."""
    read = [part.read(typed, ticket, then) for part in _parts]
    return [one for one in read if one is not None]


def typed_in(form: Mapping) -> dict[str, str]:
    """What the form brought for the parts, to be read again later."""
    return {name: form[name] for part in _parts for name in part.fields if form.get(name)}


def ending(words: Words, additions: list[Addition]) -> Words:
    """The words of an answer with what its additions say to the customer."""
    for one in additions:
        html = words.html + format_html("<p>{}</p>", one.words) if words.html else ""
        words = replace(words, text=f"{words.text}\n\n{one.words}".strip(), html=html)
    return words
