"""How the rows of a queue that people made look: which columns they show, and under which headings they stand."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Team
from helpdesk.tenancy.keeping import kept
from tickets import checklists
from tickets.models import Category, Channel, Grouping, Priority, StatusCategory, TicketTag
from tickets.starter_queues import Queue

# What a row always has room for, and which values of a line make it up.
USUAL = {
    "requester": (gettext_lazy("Customer"), ("who",)),
    "organization": (gettext_lazy("Organisation"), ("where",)),
    "status": (gettext_lazy("Status"), ("status",)),
    "priority": (gettext_lazy("Priority"), ("priority",)),
    "due": (gettext_lazy("Next due"), ("due",)),
    "assignee": (gettext_lazy("Owner"), ("initials",)),
}
# What is said beside the customer, in this order.
EXTRAS: dict[str, tuple] = {
    "team": (gettext_lazy("Team"), lambda row, of: _team(row)),
    "category": (gettext_lazy("Category"), lambda row, of: _category(row)),
    "channel": (gettext_lazy("Channel"), lambda row, of: str(Channel(row.channel).label)),
    "opened": (gettext_lazy("Opened"), lambda row, of: _opened(row)),
    "tags": (gettext_lazy("Tags"), lambda row, of: ", ".join(of["tags"].get(row.pk, ()))),
    "checklists": (gettext_lazy("Checklists"), lambda row, of: of["checklists"].get(row.pk, "")),
}
_LAST = 99


def arranged(rows: list, lines: list[dict], queue: Queue) -> list[dict]:
    """The lines with the queue's columns; those of one group together, the first with the group's name."""
    if queue.columns:
        _show(rows, lines, queue.columns)
    return _grouped(rows, lines, _GROUPS[queue.grouping]) if queue.grouping in _GROUPS else lines


def _show(rows, lines, columns) -> None:
    hidden = [key for name, (_label, keys) in USUAL.items() if name not in columns for key in keys]
    extras = [value for name, (_label, value) in EXTRAS.items() if name in columns]
    of = {name: found(rows) for name, found in _OF_EACH.items() if name in columns}  # one question for all rows
    for row, line in zip(rows, lines, strict=True):
        line |= dict.fromkeys(hidden, SafeString(""))
        line["extras"] = [words for words in (value(row, of) for value in extras) if words]


def _grouped(rows, lines, group: Callable) -> list[dict]:
    """A page at a time: the order of a list is an index's, and a group must not cost the whole list."""
    keyed = sorted(zip((group(row) for row in rows), lines, strict=True), key=lambda pair: pair[0])
    last = None
    for key, line in keyed:
        if key != last:
            line["heading"], last = str(key[1]), key
    return [line for _key, line in keyed]


def _named(value, none) -> tuple[int, str]:
    return (0, value) if value else (_LAST, str(none))


_GROUPS = {
    Grouping.STATUS: lambda row: (list(StatusCategory.values).index(row.status_category), row.status__name),
    Grouping.PRIORITY: lambda row: (-row.priority, str(Priority(row.priority).label)),
    Grouping.ASSIGNEE: lambda row: _named(row.assignee__name, _("Nobody")),
    Grouping.TEAM: lambda row: _named(_team(row), _("No team")),
    Grouping.CATEGORY: lambda row: _named(_category(row), _("No category")),
    Grouping.ORGANIZATION: lambda row: _named(row.organization__name, _("No organisation")),
}


def _team(row) -> str:
    """Kept, not joined: a list of seven tables is planned longer than it runs, and few queues show the team."""
    return kept(Team, "names", lambda: dict(Team.objects.values_list("pk", "name"))).get(row.team_id, "")


def _category(row) -> str:
    paths = kept(Category, "paths", lambda: dict(Category.objects.values_list("pk", "path")))
    return paths.get(row.category_id, "")


def _tags(rows) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    has = TicketTag.objects.filter(ticket__in=[row.pk for row in rows]).order_by("tag__name")
    for ticket_id, name in has.values_list("ticket_id", "tag__name"):
        found.setdefault(ticket_id, []).append(name)
    return found


_OF_EACH = {"tags": _tags, "checklists": lambda rows: checklists.progress([row.pk for row in rows])}


def _opened(row) -> str:
    return date_format(timezone.localtime(row.created_at), "j M")
