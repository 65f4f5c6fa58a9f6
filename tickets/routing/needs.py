"""Which skills a ticket asks for: by its category (and those above it), its tags, its language."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from helpdesk.accounts import skills, uses
from helpdesk.accounts.events import SKILL_CHANGED
from helpdesk.accounts.models import Skill
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.tenancy.keeping import kept
from tickets.models import Category, SkillNeed, Tag, Ticket, TicketTag


@dataclass(frozen=True)
class Row:
    """One line of the company's book of needs: the skill, and the one thing that asks for it."""

    skill_id: int
    skill: str
    category_id: int | None
    tag_id: int | None
    language: str


@dataclass(frozen=True)
class Need:
    """A skill a ticket asks for, and what of the ticket asks: `what` is a category, a tag or a language."""

    skill_id: int
    skill: str
    what: str


def book() -> tuple[Row, ...]:
    """All needs of the company; most have none."""
    return kept(SkillNeed, "book", _read_book)


def of(ticket: Ticket) -> list[Need]:
    """The skills the ticket asks for, each once, by name."""
    rows = book()
    asking = [(row, row.language) for row in rows if row.language and speaks(ticket.language, row.language)]
    asking += _by_category(ticket, [row for row in rows if row.category_id])
    asking += _by_tag(ticket, [row for row in rows if row.tag_id])
    found = {row.skill_id: Need(row.skill_id, row.skill, what) for row, what in reversed(asking)}
    return sorted(found.values(), key=lambda need: need.skill)


def asking_for(skill_ids: Iterable[int]) -> Q:
    """A condition on tickets: those that ask for one of the skills at least. Nothing does where nobody asks."""
    rows = [row for row in book() if row.skill_id in set(skill_ids)]
    found = Q(pk__in=[])
    for language in {row.language for row in rows if row.language}:
        found |= Q(language__iexact=language) | Q(language__istartswith=f"{language}-")
    if tags := {row.tag_id for row in rows if row.tag_id}:
        found |= Q(Exists(TicketTag.objects.filter(ticket=OuterRef("pk"), tag__in=tags)))
    if categories := {row.category_id for row in rows if row.category_id}:
        below = Q(pk__in=categories)
        for path in Category.objects.filter(pk__in=categories).values_list("path", flat=True):
            below |= Q(path__startswith=f"{path} › ")
        found |= Q(category__in=Category.objects.filter(below))
    return found


@transaction.atomic
def set_for(skill: Skill, categories: Iterable[Category], tags: Iterable[Tag], languages: Iterable[str], *, by: Actor):
    """Say which tickets ask for the skill."""
    rows = [SkillNeed(skill=skill, category=each) for each in categories]
    rows += [SkillNeed(skill=skill, tag=each) for each in tags]
    rows += [SkillNeed(skill=skill, language=each) for each in languages]
    standing = {_key(row) for row in SkillNeed.objects.filter(skill=skill)}
    if {_key(row) for row in rows} == standing:
        return
    SkillNeed.objects.filter(skill=skill).delete()
    SkillNeed.objects.bulk_create(rows)
    said = ", ".join(in_words(skill)) or "–"
    record(SKILL_CHANGED, skill, by=by, name=skill.name, changes=_("asked for by %(what)s") % {"what": said})


@transaction.atomic
def remove_skill(skill: Skill, *, by: Actor) -> None:
    """Remove a skill nobody asks for. Raises ValidationError naming the tickets that do."""
    if asking := in_words(skill):
        text = _("Tickets ask for it: %(what)s. Change that first, or nobody would be found for them.")
        raise ValidationError(text % {"what": ", ".join(asking)})
    uses.require_none("skill", skill.pk)
    skills.remove(skill, by=by)


@uses.finds_uses
def of_skills(thing: str, value: str) -> Iterable[uses.Use]:
    """Skills that are asked for by what is about to go: the need would go along with it, unheard."""
    if thing not in ("tag", "category"):
        return
    column = "tag__name" if thing == "tag" else "category"
    for need in SkillNeed.objects.filter(**{column: value}).select_related("skill").order_by("skill__name"):
        yield uses.Use(_("the skill “%s”") % need.skill.name, f"/settings/skills/{need.skill_id}/")


def in_words(skill: Skill) -> list[str]:
    """What asks for the skill, as an administrator reads it."""
    rows = SkillNeed.objects.filter(skill=skill).select_related("category", "tag").order_by("id")
    return [str(row.category or row.tag or row.language) for row in rows]


def speaks(language: str, wanted: str) -> bool:
    """Whether a ticket's language is the wanted one or a kind of it: `de-AT` is `de`."""
    language = language.lower()
    return language == wanted or language.startswith(f"{wanted}-")


def _key(row: SkillNeed) -> tuple:
    return row.category_id, row.tag_id, row.language


def _read_book() -> tuple[Row, ...]:
    rows = SkillNeed.objects.order_by("id").values_list("skill_id", "skill__name", "category_id", "tag_id", "language")
    return tuple(Row(*row) for row in rows)


def _by_category(ticket: Ticket, rows: list[Row]) -> list[tuple[Row, str]]:
    if not rows or ticket.category_id is None:
        return []
    ids = {row.category_id for row in rows} | {ticket.category_id}
    paths = dict(Category.objects.filter(pk__in=ids).values_list("pk", "path"))
    own = paths[ticket.category_id]
    return [
        (row, paths[row.category_id])
        for row in rows
        if own == paths[row.category_id] or own.startswith(f"{paths[row.category_id]} › ")
    ]


def _by_tag(ticket: Ticket, rows: list[Row]) -> list[tuple[Row, str]]:
    if not rows:
        return []
    carried = TicketTag.objects.filter(ticket=ticket, tag__in={row.tag_id for row in rows})
    names = dict(carried.values_list("tag_id", "tag__name"))
    return [(row, names[row.tag_id]) for row in rows if row.tag_id in names]
