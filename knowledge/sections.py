"""Arranging sections: a tree of two levels."""

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from helpdesk.events.actors import Actor
from helpdesk.events.changes import take_over
from helpdesk.events.recording import record
from knowledge.events import SECTION_CHANGED
from knowledge.models import Article, Section
from knowledge.search.index import index


class WrongPlace(ValueError):
    """The section cannot stand there."""


class NotEmpty(ValueError):
    """Only an empty section can be removed."""


@transaction.atomic
def add(name: str, *, by: Actor, **columns) -> Section:
    """Make a section; `columns` are description, parent, position and audience. Raises WrongPlace."""
    section = Section(name=name, slug=_free_slug(name), **columns)
    _require_place(section)
    section.save()
    record(SECTION_CHANGED, section, by=by, name=name, changes=_("added"))
    return section


@transaction.atomic
def change(section: Section, values: dict, *, by: Actor) -> Section:
    """Change some of its columns; its articles follow a new audience at once. Raises WrongPlace."""
    section = Section.objects.select_for_update().get(pk=section.pk)
    moves = any(getattr(section, name) != values.get(name) for name in ("audience", "parent") if name in values)
    said = take_over(section, values)
    if not said:
        return section
    _require_place(section)
    section.save(update_fields=[*values])
    record(SECTION_CHANGED, section, by=by, name=section.name, changes=said)
    if moves:
        _reindex_below(section)
    return section


@transaction.atomic
def remove(section: Section, *, by: Actor) -> None:
    """Remove an empty section. Raises NotEmpty."""
    section = Section.objects.select_for_update().get(pk=section.pk)
    if section.articles.exists() or section.children.exists():
        raise NotEmpty(_("Move or archive its articles and sub-sections first; only an empty section can be removed."))
    record(SECTION_CHANGED, section, by=by, name=section.name, changes=_("removed"))
    section.delete()


def _require_place(section: Section) -> None:
    if section.parent_id is None:
        return
    if section.parent_id == section.pk or section.parent.parent_id is not None:
        raise WrongPlace(_("Sections have two levels: choose a section of the first level."))
    if section.pk and section.children.exists():
        raise WrongPlace(_("A section that has sub-sections stays on the first level."))


def _reindex_below(section: Section) -> None:
    ids = [section.pk, *section.children.values_list("pk", flat=True)]
    for article in Article.objects.filter(section__in=ids):
        index(article)


def _free_slug(name: str) -> str:
    base = slugify(name, allow_unicode=True)[:80] or "section"
    taken = set(Section.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in taken)
