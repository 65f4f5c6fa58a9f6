"""How tenant tables come to be: nothing in a model or a migration has to remember keys or policies."""

from django.db.backends.ddl_references import Statement
from django.db.backends.postgresql import schema

# nullif: after a transaction the setting reads '' and not NULL, and ''::bigint would raise.
POLICY = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::bigint"


def is_tenant_table(model) -> bool:
    """A model is a tenant table when it has a `tenant` foreign key of TenantModel's making (no own index)."""
    return any(f.name == "tenant" and f.concrete and not f.db_index for f in model._meta.local_fields)


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Primary key (tenant_id, id), composite foreign keys between tenant tables, forced row-level security."""

    # A foreign key written inline with ADD COLUMN cannot be composite: always add it as a table constraint.
    sql_create_column_inline_fk = None

    def create_model(self, model):
        super().create_model(model)
        if is_tenant_table(model):
            table = self.quote_name(model._meta.db_table)
            key = self.quote_name(f"{model._meta.db_table}_pkey")
            self.execute(f"ALTER TABLE {table} DROP CONSTRAINT {key}, ADD CONSTRAINT {key} PRIMARY KEY (tenant_id, id)")
            self.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
            self.execute(f"CREATE POLICY tenant ON {table} USING ({POLICY})")

    def _create_fk_sql(self, model, field, suffix):
        statement = super()._create_fk_sql(model, field, suffix)
        if field.name == "tenant" or not is_tenant_table(model) or not is_tenant_table(field.remote_field.model):
            return statement
        return Statement(
            "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s FOREIGN KEY (tenant_id, %(column)s) "
            "REFERENCES %(to_table)s (tenant_id, %(to_column)s)%(deferrable)s",
            **statement.parts,
        )
