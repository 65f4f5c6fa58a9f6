from django.db import migrations

from helpdesk.tenancy.operations import SweepFunction


class Migration(migrations.Migration):
    dependencies = [("rest", "0001_idempotency_keys")]

    operations = [
        SweepFunction(
            name="expired_idempotency_keys",
            arguments="before timestamptz, most integer",
            returns="table (tenant_id bigint, id bigint)",
            body="select k.tenant_id, k.id from rest_idempotencykey k where k.created_at < before "
            "order by k.created_at limit most",
            reads={"rest_idempotencykey": ["tenant_id", "id", "created_at"]},
        )
    ]
