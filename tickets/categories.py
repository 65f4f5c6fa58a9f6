"""The tree of what requests are about. Each node carries its whole path, so that a subtree is one prefix."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from helpdesk.accounts import uses
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from tickets.events import SETTING_CHANGED
from tickets.models import Category, Ticket

SEPARATOR = " › "
DEEPEST = 5


@transaction.atomic
def make(name: str, parent: Category | None = None, *, by: Actor) -> Category:
    """Add a category below `parent`, or at the top. Raises ValidationError naming the field."""
    category = Category(name=_clean(name), parent=parent)
    category.path = _path(category.name, parent)
    _require_place(category)
    category.save()
    _tell(category, by, _("made"))
    return category


@transaction.atomic
def change(category: Category, name: str, parent: Category | None, *, by: Actor) -> Category:
    """Rename a category or move it with all below it. Raises ValidationError for a place below itself."""
    tree = {row.pk: row for row in Category.objects.select_for_update().order_by("pk")}
    category, parent = tree[category.pk], tree[parent.pk] if parent else None
    old = category.path
    if parent and (parent.pk == category.pk or parent.path.startswith(old + SEPARATOR)):
        raise ValidationError({"parent": _("A category cannot stand below itself.")})
    category.name, category.parent = _clean(name), parent
    category.path = _path(category.name, parent)
    _require_place(category)
    below = [row for row in tree.values() if row.path.startswith(old + SEPARATOR)]
    _require_depth(category, old, below)
    if category.path != old:
        category.save(update_fields=["name", "parent", "path"])
        for row in below:
            row.path = category.path + row.path[len(old) :]
        Category.objects.bulk_update(below, ["path"])
        _tell(category, by, f"{old} → {category.path}")
    return category


@transaction.atomic
def deactivate(category: Category, *, by: Actor) -> None:
    """Offer the category and all below it no more; tickets that have one keep it."""
    _switch(category, False, _("deactivated"), by)


@transaction.atomic
def reactivate(category: Category, *, by: Actor) -> None:
    """Offer it again, with the categories it stands below and those that stand below it."""
    _switch(category, True, _("offered again"), by)


@transaction.atomic
def remove(category: Category, *, by: Actor) -> None:
    """Remove a category that nothing uses. Raises ValidationError where tickets, rules or other categories do."""
    category = Category.objects.select_for_update().get(pk=category.pk)
    if category.children.exists():
        raise ValidationError(_("Other categories stand below it."))
    if Ticket.objects.filter(category=category).exists():
        raise ValidationError(_("Tickets have this category. Deactivate it instead."))
    uses.require_none("category", category.pk)
    _tell(category, by, _("removed"))
    category.delete()


def depth(category: Category) -> int:
    """0 at the top."""
    return category.path.count(SEPARATOR)


def _switch(category: Category, active: bool, changes: str, by: Actor):
    """Only rows that stand otherwise are written: settings written are settings read again by every worker."""
    category = Category.objects.select_for_update().get(pk=category.pk)
    family = Q(pk=category.pk) | Q(path__startswith=category.path + SEPARATOR)
    if active:
        family |= Q(path__in=_paths_above(category.path))
    otherwise = list(Category.objects.filter(family, is_active=not active).values_list("pk", flat=True))
    if otherwise:
        Category.objects.filter(pk__in=otherwise).update(is_active=active)
        _tell(category, by, changes)


def _clean(name: str) -> str:
    return " ".join(name.replace("›", " ").split())[:80]


def _path(name: str, parent: Category | None) -> str:
    return f"{parent.path}{SEPARATOR}{name}" if parent else name


def _paths_above(path: str) -> list[str]:
    parts = path.split(SEPARATOR)
    return [SEPARATOR.join(parts[:length]) for length in range(1, len(parts))]


def _require_place(category: Category):
    if not category.name:
        raise ValidationError({"name": _("A category needs a name.")})
    if Category.objects.filter(path__iexact=category.path).exclude(pk=category.pk).exists():
        raise ValidationError({"name": _("“%(path)s” exists already.") % {"path": category.path}})
    if depth(category) >= DEEPEST:
        raise ValidationError({"parent": _("At most %(deepest)s levels.") % {"deepest": DEEPEST}})


def _require_depth(category: Category, old: str, below: list[Category]):
    deepest = max((depth(row) for row in below), default=0) - old.count(SEPARATOR)
    if below and depth(category) + deepest >= DEEPEST:
        raise ValidationError({"parent": _("At most %(deepest)s levels.") % {"deepest": DEEPEST}})


def _tell(category: Category, by: Actor, changes: str):
    what = _("the category %(name)s") % {"name": category.path}
    record(SETTING_CHANGED, category, by=by, what=what, changes=changes)
