"""Rows that people put in order by hand: statuses, fields."""

from django.db.models import QuerySet


def place_last(rows: QuerySet) -> int:
    """The position after all others."""
    last = rows.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1


def move(rows: QuerySet, thing, *, up: bool) -> bool:
    """Let `thing` change places with its neighbour; False where it is first (or last) already.

    All rows are locked and numbered anew: two people ordering at once must not give two rows one place.
    """
    ordered = list(rows.select_for_update().order_by("position", "id"))
    here = next(index for index, row in enumerate(ordered) if row.pk == thing.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(ordered):
        return False
    ordered[here], ordered[there] = ordered[there], ordered[here]
    for position, row in enumerate(ordered):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])
    return True
