"""Django's Postgres backend with two belts fastened: plain role only, and no tenant table outside a tenant's scope."""

import re
from functools import cache

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base, features

from helpdesk.base.patience import wait_with_patience
from helpdesk.tenancy import keeping
from helpdesk.tenancy.context import NoTenant, has_tenant
from helpdesk.tenancy.postgresql.schema import DatabaseSchemaEditor, is_tenant_table

wait_with_patience()


class DatabaseFeatures(features.DatabaseFeatures):
    def allows_group_by_selected_pks_on_model(self, model):
        # `GROUP BY id` implies the other columns only where `id` alone is the primary key.
        return not is_tenant_table(model) and super().allows_group_by_selected_pks_on_model(model)


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor
    features_class = DatabaseFeatures

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not settings.AS_OWNER:
            self.execute_wrappers.append(refuse_outside_scope)

    def init_connection_state(self):
        super().init_connection_state()
        if not settings.AS_OWNER:
            self._refuse_powerful_role()

    def _refuse_powerful_role(self):
        """Row-level security does not bind superusers, owners without FORCE and BYPASSRLS roles: never serve as one."""
        with self.connection.cursor() as cursor:
            cursor.execute("select rolsuper or rolbypassrls, rolname from pg_roles where rolname = current_user")
            powerful, name = cursor.fetchone()
        if powerful:
            raise ImproperlyConfigured(
                f"database role {name!r} ignores row-level security; connect as helpdesk_app, "
                "or set HELPDESK_AS_OWNER=1 for migrations only"
            )


def refuse_outside_scope(execute, sql, params, many, context):
    """Say loudly what row-level security would only answer with nothing: a tenant table was touched without one."""
    if not has_tenant() and _tenant_tables().search(str(sql)):
        raise NoTenant(f"query on a tenant table outside use_tenant(…): {str(sql)[:200]}")
    if not str(sql).startswith("SELECT"):
        keeping.notice(str(sql))
    return execute(sql, params, many, context)


@cache
def _tenant_tables() -> re.Pattern:
    names = [re.escape(m._meta.db_table) for m in apps.get_models() if is_tenant_table(m)]
    return re.compile(f'"(?:{"|".join(names or ["(?!)"])})"')
