"""Words are compared without regard to case, and alike in Python and in Postgres: one letter becomes one letter."""

from django.db.models import Func, TextField


def fold(text: str) -> str:
    """The text as it is compared. What has several letters for one (ß, ŉ) stays; Postgres folds no context either."""
    return "".join(map(_folded, text))


class Folded(Func):
    """The same in the database, by Unicode alone, whatever the language of the cluster."""

    template = '(LOWER(%(expressions)s COLLATE "pg_c_utf8"))'
    output_field = TextField()


def _folded(letter: str) -> str:
    lower = letter.lower()
    return lower if len(lower) == 1 else "i" if letter == "İ" else letter
