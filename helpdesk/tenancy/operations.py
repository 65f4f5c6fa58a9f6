"""Migration operations for what a model cannot say: functions that look across tenants, and append-only tables."""

from django.db import migrations


class SweepFunction(migrations.RunSQL):
    """A SECURITY DEFINER function owned by helpdesk_sweep: the only way to see rows of several tenants at once.

    It returns ids (and the little that is needed to choose among them), never content; the caller opens each
    tenant's scope to act. `reads` names the columns it may see: {"sla_deadline": ["tenant_id", "id"]}.
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
