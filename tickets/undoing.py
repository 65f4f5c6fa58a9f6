"""How long what joined two, or changed many, can be taken back."""

from datetime import timedelta

from helpdesk.base import clock

UNDO_WITHIN = timedelta(hours=24)


def is_undoable(merge) -> bool:
    """Whether the merge, of tickets or of customers, stands and a day has not yet passed."""
    return merge.undone_at is None and clock.now() - merge.merged_at <= UNDO_WITHIN
