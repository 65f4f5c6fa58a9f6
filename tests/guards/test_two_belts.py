"""Both belts hold on their own: the manager says no without a scope, and Postgres answers nothing to raw SQL."""

import contextlib

import psycopg2
import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.db.utils import ConnectionHandler
from psycopg2 import sql

from helpdesk.accounts.models import Team
from helpdesk.tenancy.context import NoTenant, current_tenant_id, has_tenant, use_tenant
from helpdesk.tenancy.postgresql.schema import is_tenant_table
from tests import conftest
from tests.factories.tickets import make_ticket
from tickets.models import Contact, Ticket

MODELS = [model for model in apps.get_models() if is_tenant_table(model)]


@pytest.fixture
def raw(db):
    """SQL past the ORM and past our own check of statements, on the connection the product uses."""

    def run(statement, *values):
        connection.ensure_connection()
        with connection.connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else cursor.rowcount

    return run


@pytest.fixture
def both(acme_tenant, globex):
    """A ticket in each company; no scope is left open."""
    with use_tenant(acme_tenant):
        ours = make_ticket(Contact.objects.get(name="Grace Hopper"))
    with use_tenant(globex):
        theirs = make_ticket(Contact.objects.get(name="Hank"))
    return ours, theirs


class TestWithoutAScope:
    @pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
    def test_every_model_raises(self, db, model):
        with pytest.raises(NoTenant):
            model.objects.count()
        with pytest.raises(NoTenant):
            model._base_manager.first()

    def test_a_statement_on_a_tenant_table_is_loud(self, db):
        with pytest.raises(NoTenant), connection.cursor() as cursor:
            cursor.execute('select count(*) from "tickets_ticket"')

    def test_postgres_answers_nothing(self, both, raw):
        for model in MODELS:
            table = sql.Identifier(model._meta.db_table)
            assert raw(sql.SQL("select count(*) from {}").format(table)) == [(0,)], model._meta.label
        assert raw("update tickets_ticket set subject = 'x'") == 0
        assert raw("delete from tickets_ticket") == 0

    def test_postgres_refuses_a_new_row(self, both, raw):
        ours, _ = both
        with pytest.raises(psycopg2.errors.InsufficientPrivilege), transaction.atomic():
            raw("insert into tickets_tag (tenant_id, name) values (%s, 'x')", ours.tenant_id)

    def test_the_tenants_columns_have_no_default_of_somebody_else(self, db):
        with pytest.raises(NoTenant):
            Team(name="Nobody's")


class TestInAnotherScope:
    def test_a_foreign_row_is_not_there(self, both, raw, acme_tenant):
        _, theirs = both
        with use_tenant(acme_tenant):
            assert not Ticket.objects.filter(pk=theirs.pk).exists()
            assert raw("select count(*) from tickets_ticket where id = %s", theirs.pk) == [(0,)]
            assert raw("update tickets_ticket set subject = 'x' where id = %s", theirs.pk) == 0
            assert raw("delete from tickets_ticket where id = %s", theirs.pk) == 0
            with pytest.raises(Ticket.DoesNotExist):
                theirs.refresh_from_db()

    def test_a_row_is_never_written_for_or_moved_to_somebody_else(self, both, raw, acme_tenant, globex):
        ours, _ = both
        with use_tenant(acme_tenant):
            with pytest.raises(DatabaseError), transaction.atomic():
                Team.objects.create(name="Spies", tenant=globex)
            with pytest.raises(psycopg2.errors.InsufficientPrivilege), transaction.atomic():
                raw("update tickets_ticket set tenant_id = %s where id = %s", globex.pk, ours.pk)

    def test_a_foreign_key_never_reaches_across(self, both, raw, acme_tenant):
        """Foreign key checks see through policies: only the composite key stops them (and their oracle)."""
        ours, theirs = both
        raw("set constraints all immediate")
        with use_tenant(acme_tenant), pytest.raises(DatabaseError), transaction.atomic():
            Ticket.objects.filter(pk=ours.pk).update(requester_id=theirs.requester_id)

    def test_the_same_name_may_exist_next_door(self, acme_tenant, globex):
        for tenant in (acme_tenant, globex):
            with use_tenant(tenant):
                Team.objects.create(name="Only here")

    def test_nobody_switches_row_level_security_off(self, both, raw, acme_tenant):
        with use_tenant(acme_tenant):
            for statement in (
                "alter table tickets_ticket disable row level security",
                "truncate tickets_ticket",
                "set local row_security = off; select count(*) from tickets_ticket",
                "set local role helpdesk_owner",
                "create table mine (id int)",
            ):
                with pytest.raises(psycopg2.Error), transaction.atomic():
                    raw(statement)


class TestScopes:
    def test_an_inner_scope_gives_the_outer_back(self, acme_tenant, globex, raw, db):
        with use_tenant(acme_tenant):
            with use_tenant(globex):
                assert current_tenant_id() == globex.pk
            assert raw("select current_setting('app.tenant_id')") == [(str(acme_tenant.pk),)]
            assert current_tenant_id() == acme_tenant.pk
            with contextlib.suppress(RuntimeError), use_tenant(globex):
                raise RuntimeError
            assert raw("select current_setting('app.tenant_id')") == [(str(acme_tenant.pk),)]
        assert not has_tenant()
        assert raw("select current_setting('app.tenant_id', true)") == [("",)]

    def test_an_inner_scope_that_fails_in_the_database_gives_the_outer_back(self, acme_tenant, globex, raw, db):
        with use_tenant(acme_tenant):
            with pytest.raises(psycopg2.errors.DivisionByZero), use_tenant(globex):
                raw("select 1/0")
            assert raw("select current_setting('app.tenant_id')") == [(str(acme_tenant.pk),)]
            assert Team.objects.exists()

    def test_garbage_is_no_tenant(self, db, raw):
        raw("select set_config('app.tenant_id', 'x', true)")
        with pytest.raises(psycopg2.errors.InvalidTextRepresentation), transaction.atomic():
            raw("select count(*) from tickets_ticket")


def test_a_connection_carries_nothing_to_its_next_user(committed_db, django_db_blocker):
    """The setting ends with its transaction, also on a connection that is kept open."""
    from helpdesk.tenancy.models import Tenant

    acme = Tenant.objects.get(slug="acme")
    with use_tenant(acme):
        assert Team.objects.exists()
    kept = connection.connection
    with kept.cursor() as cursor:
        cursor.execute("select count(*) from accounts_team")
        assert cursor.fetchone() == (0,)
    kept.rollback()
    assert connection.connection is kept


@pytest.fixture
def connected_as(db):
    """A connection of the product's own kind under another role; closed afterwards."""
    opened = []

    def connect(role):
        handler = ConnectionHandler({"default": connection.settings_dict | {"USER": role}})
        opened.append(handler["default"])
        return opened[-1]

    yield connect
    for each in opened:
        each.close()


@pytest.mark.parametrize("role", ["helpdesk_owner", "postgres"])
def test_the_product_refuses_to_serve_as_a_powerful_role(connected_as, role):
    with pytest.raises(ImproperlyConfigured, match="ignores row-level security"):
        connected_as(role).ensure_connection()


def test_the_suite_refuses_to_run_as_a_powerful_role(connected_as, settings, monkeypatch):
    """Isolation tests of a role that sees everything would pass and prove nothing."""
    settings.AS_OWNER = True  # lets the owner connect, as migrations do
    monkeypatch.setattr(conftest, "connection", connected_as("helpdesk_owner"))
    with pytest.raises(pytest.exit.Exception, match="must run as helpdesk_app") as refused:
        conftest.refuse_powerful_test_role()
    assert refused.value.returncode == 3
