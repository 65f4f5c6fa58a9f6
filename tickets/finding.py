"""Finding tickets: words through the messages' index, and operators (`status:open assignee:me tag:vip`) beside them."""

import re
import shlex
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection
from django.db.models import Q

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from tickets.models import Priority, StatusCategory, Ticket
from tickets.models.status import UNRESOLVED
from tickets.models.ticket import TicketQuerySet
from tickets.search import CONFIGURATION

MOST_HITS = 1000  # newest first; more nobody looks through, and ranking them would cost what it brings
MOST_FOUND = 200
_AGE = re.compile(r"^([<>])(\d{1,4})([hdw])$")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


@dataclass
class Wish:
    """A search as it was meant: words, phrases, operators, and what of it we did not understand."""

    words: list[str] = field(default_factory=list)
    operators: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def read(text: str) -> Wish:
    """Take a search line apart. What looks like an operator but is none is searched for as a word."""
    wish = Wish()
    for token in _tokens(text[:400]):
        name, colon, value = token.partition(":")
        if colon and value and name.lower() in OPERATORS:
            wish.operators.append((name.lower(), value))
        else:
            wish.words.append(token)
    return wish


def find(text: str, agent: Agent) -> tuple[TicketQuerySet, Wish]:
    """Tickets `agent` may see that fit `text`, newest activity first, at most MOST_FOUND; and how it was read."""
    wish = read(text)
    tickets = Ticket.objects.visible_to(agent).filter(deleted_at=None)
    for name, value in wish.operators:
        condition = OPERATORS[name](value, agent)
        if condition is None:
            wish.unknown.append(f"{name}:{value}")
        else:
            tickets = tickets.filter(condition)
    if wish.words:
        tickets = tickets.filter(pk__in=ids_with(" ".join(wish.words)))
    elif not wish.operators:
        tickets = tickets.none()
    return tickets.order_by("-last_message_at", "-id")[:MOST_FOUND], wish


def ids_with(words: str) -> list[int]:
    """Ids of tickets whose messages hold all the words (the last one may be only begun), newest messages first."""
    query = _tsquery(words)
    if not query:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select tickets_found(%s, %s, %s)", [CONFIGURATION, query, MOST_HITS])
        return [row[0] for row in cursor.fetchall()]


def _tsquery(words: str) -> str:
    """`export log` as `'export':* & 'log':*`: quoted lexemes only, so nothing typed can be a query of its own."""
    terms = re.findall(r"[\w@.+-]+", words.lower())
    plain = [term.strip(".-+") for term in terms]
    return " & ".join(f"'{term}':*" for term in plain if term)


def _tokens(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # an open quotation mark
        return text.replace('"', " ").replace("'", " ").split()


def _status(value, _agent):
    value = value.lower()
    if value == "open":
        return Q(is_open=True)
    if value in ("unsolved", "unresolved"):
        return Q(status_category__in=UNRESOLVED)
    if value == "solved":
        value = StatusCategory.RESOLVED
    return Q(status_category=value) if value in StatusCategory.values else Q(status__name__iexact=value)


def _assignee(value, agent):
    if value.lower() == "me":
        return Q(assignee=agent)
    if value.lower() in ("none", "nobody"):
        return Q(assignee=None)
    return Q(assignee__name__icontains=value)


def _priority(value, _agent):
    try:
        return Q(priority=Priority.from_key(value))
    except KeyError:
        return None


def _age(column):
    def condition(value, _agent):
        match = _AGE.match(value)
        if not match:
            return None
        instant = clock.now() - int(match[2]) * _UNITS[match[3]]
        return Q(**{f"{column}__{'gte' if match[1] == '<' else 'lte'}": instant})

    return condition


OPERATORS = {
    "status": _status,
    "assignee": _assignee,
    "team": lambda value, agent: Q(team__name__icontains=value),
    "tag": lambda value, agent: Q(ticket_tags__tag__name=value.lower()),
    "priority": _priority,
    "category": lambda value, agent: Q(category__path__icontains=value),
    "from": lambda value, agent: Q(requester__name__icontains=value) | Q(requester__addresses__address=value.lower()),
    "organization": lambda value, agent: Q(organization__name__icontains=value),
    "created": _age("created_at"),
    "updated": _age("last_message_at"),
    "is": lambda value, agent: {"spam": Q(is_spam=True), "late": Q(is_open=True, due_at__lt=clock.now())}.get(value),
}
