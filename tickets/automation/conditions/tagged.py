"""Whether a ticket has tags: by their names, which people read and rules keep."""

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tickets.automation import things
from tickets.automation.conditions.kinds import SET_OPERATORS, Kind
from tickets.automation.conditions.registry import Field, field
from tickets.models import Ticket, TicketTag
from tickets.triage import tag_name


def _has(ticket: Ticket) -> list[str]:
    return sorted(ticket.ticket_tags.values_list("tag__name", flat=True))


def _holds(op: str, found: list[str], wanted: list[str]) -> bool:
    has, names = set(found), set(wanted)
    match op:
        case "has_any":
            return bool(has & names)
        case "has_all":
            return names <= has
        case "has_none":
            return not has & names
        case "is_set":
            return bool(has)
    return not has


def _of_each(rows) -> Coalesce:
    """Looked up for each candidate: as a plain EXISTS, Postgres begins with all tickets that ever had the tag."""
    return Coalesce(Exists(rows), Value(False))


def _query(op: str, _column, wanted: list[str]) -> Q:
    rows = TicketTag.objects.filter(ticket=OuterRef("pk"))
    match op:
        case "has_any":
            return Q(_of_each(rows.filter(tag__name__in=wanted)))
        case "has_all":
            return Q(*(_of_each(rows.filter(tag__name=name)) for name in wanted))
        case "has_none":
            return ~Q(Exists(rows.filter(tag__name__in=wanted)))
        case "is_set":
            return Q(Exists(rows))
    return ~Q(Exists(rows))


TAGS = Kind("tags", ("has_any", "has_all", "has_none", *SET_OPERATORS), _holds, _query, read=tag_name)
field(Field("tags", _("Tags"), TAGS, _has, None, things.TAGS))
