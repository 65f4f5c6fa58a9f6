"""What merging contacts and merging organisations have in common: how long, what is filled in, how it goes back."""

from collections.abc import Mapping

from django.db.models import Model
from django.utils.translation import gettext as _

from helpdesk.base import clock
from tickets.undoing import UNDO_WITHIN, is_undoable


class CannotMerge(ValueError):
    """These two stay apart, or together; the text says why and what to do."""


def both_locked(one: Model, into: Model) -> list:
    """Both rows held, in the order of their ids, whatever order somebody else asks for them in."""
    rows = type(one).objects.select_for_update().order_by("id").in_bulk([one.pk, into.pk])
    return [rows[one.pk], rows[into.pk]]


def require_mergeable(one, into) -> None:
    if one.pk == into.pk:
        raise CannotMerge(_("Nobody is merged into themselves. Choose another one."))
    for each in (one, into):
        if each.merged_into_id:
            raise CannotMerge(_("%s was merged into another one already.") % each.name)


def require_undoable(merge, one, into) -> None:
    if merge.undone_at is not None or one.merged_into_id != into.pk:
        raise CannotMerge(_("This merge was undone already."))
    if not is_undoable(merge):
        raise CannotMerge(_("A merge can be undone for 24 hours. Move what does not belong by hand instead."))
    if into.merged_into_id:
        raise CannotMerge(_("%s was merged into another one since: undo that first.") % into.name)


def undoable_into(into) -> list:
    """The merges of the last day that ended in this one, the newest first."""
    since = clock.now() - UNDO_WITHIN
    return list(into.taken_over.filter(undone_at=None, merged_at__gte=since).select_related("one").order_by("-id"))


def standing_of(one):
    """The merge with which this one ended; None where it stands."""
    return one.merges.filter(undone_at=None).select_related("into").first() if one.merged_into_id else None


def fill(into, values: Mapping) -> dict[str, list]:
    """Give `into` these columns; what stood there and what stands there now, of those that change."""
    filled = {name: [getattr(into, name), value] for name, value in values.items() if getattr(into, name) != value}
    for name, (_old, value) in filled.items():
        setattr(into, name, value)
    if filled:
        into.save(update_fields=[*filled])
    return filled


def empty_again(into, filled: Mapping[str, list]) -> None:
    """Put back what stood there, but where somebody wrote something else since."""
    back = {name: old for name, (old, new) in filled.items() if getattr(into, name) == new}
    if "custom_fields" in filled:
        back["custom_fields"] = _without_brought(into.custom_fields, *filled["custom_fields"])
    for name, value in back.items():
        setattr(into, name, value)
    if back:
        into.save(update_fields=[*back])


def _without_brought(now: Mapping, old: Mapping, new: Mapping) -> dict:
    """Own fields without those that were empty before and have still what was filled in: each is judged by itself."""
    return {key: value for key, value in now.items() if key in old or new.get(key) != value}


def joined(own: str, other: str) -> str:
    """Both texts, each once."""
    return own if other in own else f"{own}\n\n{other}".strip()


def end(one, into) -> None:
    one.merged_into = into
    one.save(update_fields=["merged_into"])


def stand_again(one, merge) -> None:
    one.merged_into = None
    one.save(update_fields=["merged_into"])
    merge.undone_at = clock.now()
    merge.save(update_fields=["undone_at"])
