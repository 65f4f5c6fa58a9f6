"""A search line taken apart: words, exact words, a ticket's number, and operators such as `status:open assignee:me`."""

import re
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from difflib import get_close_matches

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.dateparse import parse_date

from helpdesk.base import clock
from helpdesk.tenancy.context import current_tenant
from tickets.models import (
    Channel,
    ContactAddress,
    Draft,
    Message,
    Priority,
    StatusCategory,
    TicketChecklist,
    TicketTag,
)
from tickets.models.status import UNRESOLVED
from tickets.triage import tag_name

LONGEST_LINE = 400
_TOKEN = re.compile(r'([A-Za-z]+:)?("[^"]*"|\S+)')
_AGE = re.compile(r"([<>])(\d{1,4})([hdw])$")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


@dataclass
class Wish:
    """A search as it was meant, and what of it was not understood."""

    words: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    number: int | None = None
    conditions: list[Q] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    #: what looks like an operator and is none: searched for as a word, each with the operator that was perhaps meant
    strange: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.phrases or self.conditions)


def read(text: str, agent) -> Wish:
    """Take a line apart. What looks like an operator but is none is searched for as a word."""
    wish = Wish()
    line = text.replace("\x00", " ")[:LONGEST_LINE].strip()
    wish.number = _number(line)
    for name, value in _TOKEN.findall(line):
        operator, plain = OPERATORS.get(name[:-1].lower()), value.strip('"').strip()
        if operator and plain:
            condition = operator(plain, agent)
            wish.conditions += [condition] if condition is not None else []
            wish.unknown += [f"{name}{plain}"] if condition is None else []
        elif value.startswith('"') and " " in plain:
            wish.phrases.append(plain)
        else:
            wish.words.append(f"{name}{plain}")
        if name and operator is None and plain and not plain.startswith("//"):
            wish.strange.append((name, _meant(name[:-1].lower())))
    return wish


def _meant(name: str) -> str:
    """The operator whose name is nearest; empty where none is near."""
    return next((f"{near}:" for near in get_close_matches(name, OPERATORS, n=1, cutoff=0.6)), "")


def pairs(text: str) -> list[tuple[str, str]]:
    """Operators and their values, and words with no operator, as they stand in the line."""
    found = []
    for name, value in _TOKEN.findall(text.replace("\x00", " ")[:LONGEST_LINE]):
        operator, plain = name[:-1].lower(), value.strip('"').strip()
        if plain:
            found.append((operator, plain) if operator in OPERATORS else ("", f"{name}{plain}"))
    return found


def _number(line: str) -> int | None:
    """The number of a line that is nothing but one: `ACME-12`, `#12`, `12`."""
    match = re.fullmatch(rf"(?:{re.escape(current_tenant().ticket_prefix)}-|#)?(\d{{1,9}})", line, re.IGNORECASE)
    return int(match[1]) if match else None


def _status(value, _agent):
    value = value.lower()
    if value == "open":
        return Q(is_open=True)
    if value in ("unsolved", "unresolved"):
        return Q(status_category__in=UNRESOLVED)
    value = StatusCategory.RESOLVED if value == "solved" else value
    return Q(status_category=value) if value in StatusCategory.values else Q(status__name__iexact=value)


def _assignee(value, agent):
    if value.lower() == "me":
        return Q(assignee=agent)
    if value.lower() in ("none", "nobody"):
        return Q(assignee=None)
    return Q(assignee__name__icontains=value) | Q(assignee__user__email=value.lower())


def _priority(value, _agent):
    try:
        return Q(priority=Priority.from_key(value))
    except KeyError:
        return None


def _requester(value, _agent):
    if "@" not in value:
        return Q(requester__name__icontains=value)
    address = ContactAddress.objects.filter(contact=OuterRef("requester"), address=value.lower())
    return Q(Exists(address))


def _is(value, agent):
    now = clock.now()
    conditions = {
        "open": Q(is_open=True),
        "solved": Q(status_category__in=[StatusCategory.RESOLVED, StatusCategory.CLOSED]),
        "closed": Q(status_category=StatusCategory.CLOSED),
        "unassigned": Q(is_open=True, assignee=None),
        "mine": Q(assignee=agent),
        "late": Q(is_open=True, due_at__lt=now),
        "overdue": Q(is_open=True, due_at__lt=now),
        "spam": Q(is_spam=True),
        "snoozed": Q(is_open=True, snoozed_until__isnull=False),
        "breached": Q(is_open=True, is_breached=True),
        "merged": Q(merged_into__isnull=False),
        "private": Q(is_private=True),
    }
    return conditions.get(value.lower())


def _when(column):
    """`<7d` younger than, `>2w` older than; `2026-11-01` that day, `>2026-11-01` after it, `<2026-11-01` before."""

    def condition(value, _agent):
        age = _AGE.match(value)
        if age:
            instant = clock.now() - int(age[2]) * _UNITS[age[3]]
            return Q(**{f"{column}__{'gte' if age[1] == '<' else 'lte'}": instant})
        day = _day(value.lstrip("<>"))
        if day is None:
            return None
        after = {f"{column}__gte": day + timedelta(days=1 if value[0] == ">" else 0)}
        before = {f"{column}__lt": day + timedelta(days=0 if value[0] == "<" else 1)}
        return Q(**(before if value[0] == "<" else after if value[0] == ">" else after | before))

    return condition


def _day(value: str) -> datetime | None:
    try:
        date = parse_date(value)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(date, time.min)) if date else None


def _has(value, agent):
    messages = Message.objects.filter(ticket=OuterRef("pk"))
    conditions = {
        "attachment": Exists(messages.filter(attachments__is_inline=False)),
        "file": Exists(messages.filter(attachments__is_inline=False)),
        "note": Exists(messages.filter(kind=Message.Kind.NOTE)),
        "draft": Exists(Draft.objects.filter(ticket=OuterRef("pk"), agent=agent)),
        "checklist": Exists(TicketChecklist.objects.filter(ticket=OuterRef("pk"))),
    }
    found = conditions.get(value.lower())
    return Q(found) if found is not None else None


def _channel(value, _agent):
    return Q(channel=value.lower()) if value.lower() in Channel.values else None


def _tag(value, _agent):
    return Q(Exists(TicketTag.objects.filter(ticket=OuterRef("pk"), tag__name=tag_name(value))))


OPERATORS = {
    "status": _status,
    "assignee": _assignee,
    "team": lambda value, agent: Q(team=None) if value.lower() == "none" else Q(team__name__icontains=value),
    "tag": _tag,
    "priority": _priority,
    "category": lambda value, agent: Q(category__path__icontains=value),
    "requester": _requester,
    "from": _requester,
    "organization": lambda value, agent: Q(organization__name__icontains=value),
    "created": _when("created_at"),
    "updated": _when("last_message_at"),
    "is": _is,
    "has": _has,
    "channel": _channel,
    "type": lambda value, agent: Q(kind__iexact=value),
    "language": lambda value, agent: Q(language__iexact=value),
}
