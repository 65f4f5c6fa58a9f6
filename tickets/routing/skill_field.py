"""Which skills a ticket asks for, as a field of conditions: by what it is about, its tags, its language."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.automation import things
from tickets.automation.conditions.kinds import REFERENCE, SET_OPERATORS, Kind
from tickets.automation.conditions.registry import Field, field
from tickets.models import Ticket
from tickets.routing import needs


def _asked(ticket: Ticket) -> list[str]:
    return [str(need.skill_id) for need in needs.of(ticket)]


def _holds(op: str, found: list[str], wanted: list[str]) -> bool:
    has, named = set(found), set(wanted)
    match op:
        case "has_any":
            return bool(has & named)
        case "has_all":
            return named <= has
        case "has_none":
            return not has & named
        case "is_set":
            return bool(has)
    return not has


def _query(op: str, _column, wanted: list[str]) -> Q:
    ids = [int(one) for one in wanted] if op not in SET_OPERATORS else [row.skill_id for row in needs.book()]
    match op:
        case "has_all":
            return Q(*(needs.asking_for([one]) for one in ids))
        case "has_any" | "is_set":
            return needs.asking_for(ids)
    return ~needs.asking_for(ids)


# What a ticket has is told by ids only: nobody reads those, so a trace says that it is not so, and not what is.
SKILLS = Kind(
    "skills", ("has_any", "has_all", "has_none", *SET_OPERATORS), _holds, _query, read=REFERENCE.read,
    shown=lambda found: "",
)  # fmt: skip
field(Field("skills", _("Skills it asks for"), SKILLS, _asked, None, things.SKILLS))
