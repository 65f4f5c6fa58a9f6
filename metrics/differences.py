"""Stored rows beside the rows that ought to stand there: what is gone, what is new. Used to write and to check."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Model, QuerySet


@dataclass
class Difference:
    """What must leave a table and what must come, so that it says what the events say."""

    gone: list[Model] = field(default_factory=list)
    added: list[Model] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.gone or self.added)

    @property
    def rows(self) -> list[Model]:
        return [*self.gone, *self.added]

    def apply(self, model: type[Model]) -> None:
        """Write it down. Rows that stay are not touched."""
        if self.gone:
            model.objects.filter(pk__in=[row.pk for row in self.gone]).delete()
        model.objects.bulk_create(self.added, batch_size=2000)


def compare(stored: QuerySet, wanted: Iterable[Model]) -> Difference:
    """Compare by every column but the id; twins are told apart by nothing and so never differ."""
    standing = {content(row): row for row in stored}
    ought = {content(row): row for row in wanted}
    gone = [row for key, row in standing.items() if key not in ought]
    return Difference(gone, [row for key, row in ought.items() if key not in standing])


def content(row: Model) -> tuple:
    """What the row says."""
    return tuple(getattr(row, one.attname) for one in row._meta.concrete_fields if not one.primary_key)
