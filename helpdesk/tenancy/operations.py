"""What our migrations are made of beside Django's operations: many tables at once, functions that look across tenants,
and append-only tables."""

from django.db import migrations, models
from django.db.migrations.operations.base import Operation, OperationCategory

from helpdesk.tenancy.context import current_tenant_id


def tenant_table(name: str, *fields: tuple[str, models.Field], **options) -> migrations.CreateModel:
    """The table of a TenantModel: its id, its tenant and its manager's name need not be said. For NewTables."""
    key = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
    tenant = models.ForeignKey(
        "tenancy.tenant",
        on_delete=models.DO_NOTHING,
        related_name="+",
        editable=False,
        default=current_tenant_id,
        db_index=False,
    )
    options = {"abstract": False, "base_manager_name": "objects"} | options
    return migrations.CreateModel(name, [("id", key), *fields, ("tenant", tenant)], options)


class NewTables(Operation):
    """Makes many tables; they may point to each other in circles.

    One by one, Django would draw all models anew that hang together with each of them, and here they all do: through
    their tenant. That was nine tenths of the time of a migration. These are drawn once, when all are known.
    """

    category = OperationCategory.ADDITION

    def __init__(self, tables: list[migrations.CreateModel]):
        self.tables = tables

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # a cached property: Django draws it anew when it is asked for
        for table in self.tables:
            table.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for table in self.tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for table in reversed(self.tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Create {len(self.tables)} tables"


class SweepFunction(migrations.RunSQL):
    """A SECURITY DEFINER function owned by helpdesk_sweep: the only way to see rows of several tenants at once.

    It returns ids (and the little that is needed to choose among them), never content; the caller opens each
    tenant's scope to act. `reads` names the columns it may see: {"sla_deadline": ["tenant_id", "id"]}.
    What is due is compared with statement_timestamp(): clock_timestamp() is volatile, no index is searched for it.
    """

    def __init__(self, name: str, arguments: str, returns: str, body: str, reads: dict[str, list[str]], language="sql"):
        self.name, self.arguments, self.returns, self.body = name, arguments, returns, body
        self.reads, self.language = reads, language
        super().__init__(sql=self._forwards(), reverse_sql=f"drop function {name}({arguments})")

    def _forwards(self) -> list[str]:
        signature = f"{self.name}({self.arguments})"
        grants = [
            f"grant select ({', '.join(cols)}) on {table} to helpdesk_sweep" for table, cols in self.reads.items()
        ]
        return [
            *grants,
            f"create or replace function {signature} returns {self.returns} language {self.language} "
            f"stable security definer set search_path = public as $body$ {self.body} $body$",
            "grant create on schema public to helpdesk_sweep",
            f"alter function {signature} owner to helpdesk_sweep",
            "revoke create on schema public from helpdesk_sweep",
            f"revoke all on function {signature} from public",
            f"grant execute on function {signature} to helpdesk_app",
        ]

    def deconstruct(self):
        kwargs = {k: getattr(self, k) for k in ("name", "arguments", "returns", "body", "reads", "language")}
        return (self.__class__.__qualname__, [], kwargs)

    def describe(self):
        return f"Cross-tenant function {self.name}"


class AppendOnly(migrations.RunSQL):
    """The app role may add to the table and read it, and change nothing that stands in it."""

    def __init__(self, table: str):
        self.table = table
        super().__init__(
            sql=f"revoke update, delete, truncate on {table} from helpdesk_app",
            reverse_sql=f"grant update, delete on {table} to helpdesk_app",
        )

    def deconstruct(self):
        return (self.__class__.__qualname__, [], {"table": self.table})
