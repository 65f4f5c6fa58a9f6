"""What `migrate` asks before it begins: whether the way on from where the database stands is still there."""

from collections.abc import Iterable, Iterator

from django.core.checks import Error
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

WAY_OUT = """Bring the database to the last commit that had them, then come back. In a checkout:
    git checkout $(git log --diff-filter=D -1 --format=%H -- '*{file}')^
    make run    # once; for a Postgres of your own: HELPDESK_AS_OWNER=1 .venv/bin/python manage.py migrate
    git checkout -
docs/operating.md, Upgrades, says more."""


def no_database_stands_between(databases: Iterable[str] | None = None, **_) -> list[Error]:
    """Names the migrations that a database lacks and that are gone, because one replaces them (decision 0200).

    With all of them applied, or none, Django goes on by itself. With some it would pass over the one that replaces
    them, and say that nothing is to be done.
    """
    return [
        Error(
            f"The database lacks {app}.{lacking[0]}, which is gone: {app}.{new} replaces it in new databases.",
            hint=WAY_OUT.format(file=f"{app}/migrations/{lacking[-1]}.py"),
            id="helpdesk.E001",
        )
        for alias in databases or ()
        for app, new, lacking in _passed_over(set(MigrationRecorder(connections[alias]).applied_migrations()))
    ]


def _passed_over(applied: set[tuple[str, str]]) -> Iterator[tuple[str, str, list[str]]]:
    on_disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    for (app, new), migration in sorted(on_disk.items()):
        lacking = [name for _, name in migration.replaces if (app, name) not in applied]
        begun = len(lacking) < len(migration.replaces)
        if begun and any((app, name) not in on_disk for name in lacking):
            yield app, new, lacking
