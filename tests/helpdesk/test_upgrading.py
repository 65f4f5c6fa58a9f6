"""Migrations that were put together: who has all of the former ones goes on, who has some is told the way."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from helpdesk.tenancy.checks import no_database_stands_between

pytestmark = pytest.mark.django_db


def forget(*names, app="tickets"):
    MigrationRecorder(connection).migration_qs.filter(app=app, name__in=names).delete()


def planned() -> list[str]:
    executor = MigrationExecutor(connection)
    return [f"{step.app_label}.{step.name}" for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def test_a_database_that_saw_every_former_migration_has_nothing_to_do():
    # given yesterday's database, which never heard of the new migration
    forget("0001_first_release")
    # then
    assert no_database_stands_between(["default"]) == []
    assert planned() == []


def test_a_database_in_the_middle_is_told_what_it_lacks_and_where_that_was():
    # given
    forget("0001_first_release", "0038_fields_of_customers", "0039_files_of_forms")
    # when
    [error] = no_database_stands_between(["default"])
    # then
    assert "tickets.0038_fields_of_customers" in error.msg
    assert "'*tickets/migrations/0039_files_of_forms.py'" in error.hint
    # for Django would pass over it
    assert planned() == []


def test_migrate_asks_that_before_it_begins():
    # given
    forget("0007_push_devices", app="notices")
    # then
    with pytest.raises(SystemCheckError, match="notices.0007_push_devices"):
        call_command("migrate", check_unapplied=True, skip_checks=False, stdout=io.StringIO())


def test_a_database_without_any_past_begins_with_the_new_ones():
    # given
    MigrationRecorder(connection).migration_qs.all().delete()
    # then
    assert no_database_stands_between(["default"]) == []
    assert "tickets.0001_first_release" in planned()


@pytest.mark.parametrize(
    ("_case", "backwards", "said"),
    [
        ("forwards", False, ['CREATE TABLE "webhooks_call"', 'CREATE POLICY tenant ON "webhooks_call"']),
        ("backwards", True, ['DROP TABLE "webhooks_endpoint" CASCADE']),
    ],
)
def test_many_tables_at_once_can_be_read_as_sql(_case, backwards, said):
    out = io.StringIO()
    call_command("sqlmigrate", "webhooks", "0001_first_release", backwards=backwards, stdout=out, no_color=True)
    assert [line for line in said if line not in out.getvalue()] == []
