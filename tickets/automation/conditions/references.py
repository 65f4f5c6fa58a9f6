"""What of the company's own things a ticket belongs to. Conditions keep ids, so that a renamed team stays meant."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.automation import things
from tickets.automation.conditions.kinds import REFERENCE, SET_OPERATORS, Kind
from tickets.automation.conditions.offers import Rows
from tickets.automation.conditions.registry import Field, field
from tickets.models import Category, Ticket

SEPARATOR = " › "


def _to(name: str, label, own: str, offered: Rows) -> None:
    field(Field(name, label, REFERENCE, lambda ticket: getattr(ticket, own), own, offered))


def _category_and_above(ticket: Ticket) -> list[str]:
    """The path of the node and of those above it, so that naming a node includes its descendants."""
    if not ticket.category_id:
        return []
    parts = ticket.category.path.split(SEPARATOR)
    return [SEPARATOR.join(parts[:length]) for length in range(len(parts), 0, -1)]


def _paths(wanted: list[str]) -> list[str]:
    return list(Category.objects.filter(pk__in=[int(one) for one in wanted]).values_list("path", flat=True))


def _category_holds(op: str, found: list[str], wanted: list[str]) -> bool:
    if op in SET_OPERATORS:
        return bool(found) == (op == "is_set")
    return (not set(found).isdisjoint(_paths(wanted))) == (op == "in") if found else op == "not_in"


def _category_query(op: str, _column, wanted: list[str]) -> Q:
    if op in SET_OPERATORS:
        return Q(category__isnull=op == "not_set")
    below = Q(pk__in=[])
    for path in _paths(wanted):
        below |= Q(path=path) | Q(path__startswith=path + SEPARATOR)
    within = Q(category__in=Category.objects.filter(below).values("pk"))
    return within if op == "in" else ~within | Q(category__isnull=True)


CATEGORY = Kind(
    "category", REFERENCE.operators, _category_holds, _category_query, read=REFERENCE.read,
    shown=lambda found: "".join(found[:1]),
)  # fmt: skip

_to("team", _("Team"), "team_id", things.TEAMS)
_to("assignee", _("Owner"), "assignee_id", things.ACTIVE_AGENTS)
field(Field("category", _("Category"), CATEGORY, _category_and_above, None, things.CATEGORIES))
_to("exact_status", _("Status, exactly"), "status_id", things.USABLE_STATUSES)
_to("organization", _("Organisation"), "organization_id", things.ORGANIZATIONS)
_to("mailbox", _("Mailbox (brand)"), "mailbox_id", things.MAILBOXES)
