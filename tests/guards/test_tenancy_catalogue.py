"""What the database's own catalogue says of every table: security.md part 2, ecosystem.md "Scale-out" rules 1–3.

A table of a tenant that lacks a key, a policy or a composite foreign key fails here by name, whoever made it.
"""

import pytest
from django.apps import apps
from django.db import connection, models

from helpdesk.tenancy.models import TenantModel
from helpdesk.tenancy.postgresql.schema import is_tenant_table

# Tables without a tenant, each with the reason why it may have none.
GLOBAL_TABLES = {
    "django_migrations": "Django's own",
    "django_content_type": "Django's own",
    "django_session": "opened by a cookie; bound to a tenant by what stands in it",
    "auth_group": "Django's own, unused",
    "auth_group_permissions": "Django's own, unused",
    "auth_permission": "Django's own, unused",
    "account_emailaddress": "allauth's, unused: addresses of staff stand on the login",
    "account_emailconfirmation": "allauth's, unused",
    "mfa_authenticator": "second factors belong to the login, which is global",
    "usersessions_usersession": "sessions belong to the login, which is global",
    "accounts_user": "a login may be an agent of several companies",
    "tenancy_tenant": "the directory itself",
    "tenancy_tenantdomain": "the directory itself",
    "sla_sweepstate": "one row: when the sweep of all tenants last worked",
    "mailout_automaticmailcount": "counts by digest over all tenants (row 5): no address, no content",
}
# Kept free of triggers on purpose: distributed Postgres has none.
OWN_SCHEMA = "public"


def rows(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def tables() -> list[str]:
    return [name for (name,) in rows("select tablename from pg_tables where schemaname = %s", OWN_SCHEMA)]


def tenant_tables() -> list[str]:
    found = rows(
        "select table_name from information_schema.columns where table_schema = %s and column_name = 'tenant_id' "
        "and table_name in (select tablename from pg_tables where schemaname = %s)",
        OWN_SCHEMA,
        OWN_SCHEMA,
    )
    return sorted({name for (name,) in found} - set(GLOBAL_TABLES))


pytestmark = pytest.mark.django_db


def test_every_table_has_a_tenant_or_a_reason():
    without = set(tables()) - set(tenant_tables())
    assert without - set(GLOBAL_TABLES) == set()


def test_the_reasons_are_about_tables_that_exist():
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {"django_migrations"}
    assert set(GLOBAL_TABLES) & set(tables()) <= known | set(tables())


def test_tenant_is_a_bigint_and_never_empty():
    wrong = rows(
        "select table_name, data_type, is_nullable from information_schema.columns "
        "where table_schema = %s and column_name = 'tenant_id' and table_name = any(%s) "
        "and (data_type <> 'bigint' or is_nullable <> 'NO')",
        OWN_SCHEMA,
        tenant_tables(),
    )
    assert wrong == []


def test_row_level_security_is_on_and_forced():
    wrong = rows(
        "select relname from pg_class where relname = any(%s) and relnamespace = 'public'::regnamespace "
        "and not (relrowsecurity and relforcerowsecurity)",
        tenant_tables(),
    )
    assert wrong == []


def test_each_has_one_policy_and_it_is_the_inlinable_one():
    policies = rows("select tablename, qual, cmd, roles::text from pg_policies where schemaname = %s", OWN_SCHEMA)
    by_table = {}
    for table, condition, command, roles in policies:
        by_table.setdefault(table, []).append((condition, command, roles))
    assert sorted(by_table) == tenant_tables()
    for table, found in by_table.items():
        assert len(found) == 1, table
        condition, command, roles = found[0]
        assert "tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint" in condition, (
            table
        )
        assert (command, roles) == ("ALL", "{public}"), table


def test_the_primary_key_leads_with_the_tenant():
    keys = dict(
        rows(
            "select c.relname, array_to_string(array(select a.attname from unnest(i.indkey) with ordinality k(n, o) "
            "join pg_attribute a on a.attrelid = c.oid and a.attnum = k.n order by k.o), ',') "
            "from pg_index i join pg_class c on c.oid = i.indrelid where i.indisprimary and c.relname = any(%s)",
            tenant_tables(),
        )
    )
    assert {table: key for table, key in keys.items() if key != "tenant_id,id"} == {}
    assert sorted(keys) == tenant_tables()


def test_every_unique_key_contains_the_plain_column_tenant():
    wrong = rows(
        "select c.relname, x.relname from pg_index i join pg_class c on c.oid = i.indrelid "
        "join pg_class x on x.oid = i.indexrelid "
        "where i.indisunique and c.relname = any(%s) and not exists (select from pg_attribute a "
        "where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnum = any(i.indkey::smallint[]))",
        tenant_tables(),
    )
    assert wrong == []


def test_foreign_keys_between_tenant_tables_are_composite_and_plain():
    """`(tenant_id, x_id) → (tenant_id, id)`, no SET NULL and no CASCADE in the database."""
    wrong = rows(
        "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint "
        "where contype = 'f' and conrelid::regclass::text = any(%s) and confrelid::regclass::text = any(%s) "
        "and not (pg_get_constraintdef(oid) ~ 'FOREIGN KEY \\(tenant_id, \\w+\\) REFERENCES \\S+\\(tenant_id, id\\)' "
        "and confdeltype = 'a' and confupdtype = 'a')",
        tenant_tables(),
        tenant_tables(),
    )
    assert wrong == []


def test_global_tables_never_point_at_tenant_tables():
    wrong = rows(
        "select conrelid::regclass::text, conname from pg_constraint where contype = 'f' "
        "and not conrelid::regclass::text = any(%s) and confrelid::regclass::text = any(%s)",
        tenant_tables(),
        tenant_tables(),
    )
    assert wrong == []


def test_every_foreign_key_of_a_tenant_model_is_in_the_database():
    """A key that a migration added with db_constraint=False would be a hole nobody sees."""
    in_database = set(
        rows(
            "select c.conrelid::regclass::text, a.attname from pg_constraint c join pg_attribute a "
            "on a.attrelid = c.conrelid and a.attnum = any(c.conkey) where c.contype = 'f' and a.attname <> 'tenant_id'"
        )
    )
    missing = [
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        if is_tenant_table(model)
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.name != "tenant"
        if (model._meta.db_table, field.column) not in in_database
    ]
    assert missing == []


def test_there_are_no_triggers_and_no_rules():
    triggers = rows(
        "select tgrelid::regclass::text, tgname from pg_trigger where not tgisinternal and tgrelid in "
        "(select oid from pg_class where relnamespace = 'public'::regnamespace)"
    )
    rules = rows("select tablename, rulename from pg_rules where schemaname = %s", OWN_SCHEMA)
    assert (triggers, rules) == ([], [])


def test_there_are_no_views_that_could_look_around_a_policy():
    assert rows("select viewname from pg_views where schemaname = %s", OWN_SCHEMA) == []


def test_definer_functions_belong_to_the_sweep_and_find_only_our_schema():
    wrong = rows(
        "select p.oid::regprocedure::text, pg_get_userbyid(p.proowner), p.proconfig::text, has_function_privilege("
        "'helpdesk_backup', p.oid, 'execute') from pg_proc p where p.prosecdef "
        "and p.pronamespace = 'public'::regnamespace and (pg_get_userbyid(p.proowner) <> 'helpdesk_sweep' "
        "or p.proconfig is null or not 'search_path=public' = any(p.proconfig))"
    )
    assert wrong == []


def test_no_sweep_asks_with_a_clock_that_no_index_is_searched_for():
    volatile = "select proname from pg_proc where proowner = 'helpdesk_sweep'::regrole and prosrc like %s"
    assert rows(volatile, "%clock_timestamp%") == []
    assert rows(volatile, "%statement_timestamp()%") != []


def test_the_app_role_owns_nothing_and_changes_no_event():
    owned = rows("select relname from pg_class where relowner = 'helpdesk_app'::regrole")
    assert owned == []
    allowed = [
        privilege
        for privilege in ("insert", "update", "delete", "truncate")
        if rows("select has_table_privilege('helpdesk_app', 'events_event', %s)", privilege) == [(True,)]
    ]
    assert allowed == ["insert"]


def test_models_that_have_a_tenant_are_tenant_models():
    """Their base manager filters too: related lookups and refreshes must not step around it."""
    wrong = [
        model._meta.label
        for model in apps.get_models()
        if any(field.name == "tenant" for field in model._meta.local_fields)
        and model._meta.db_table not in GLOBAL_TABLES
        and not (
            issubclass(model, TenantModel)
            and model._meta.base_manager_name == "objects"
            and model._base_manager.__class__ is model._default_manager.__class__
        )
    ]
    assert wrong == []


def test_no_tenant_model_has_a_many_to_many_of_its_own():
    wrong = [
        (model._meta.label, field.name)
        for model in apps.get_models()
        if is_tenant_table(model)
        for field in model._meta.local_many_to_many
    ]
    assert wrong == []
