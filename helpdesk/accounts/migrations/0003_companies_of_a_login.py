from django.db import migrations

from helpdesk.tenancy.operations import SweepFunction


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_sign_in_attempts")]

    operations = [
        SweepFunction(
            "companies_of_login",
            "address text",
            "table (tenant_id bigint, id bigint)",
            "select a.tenant_id, a.id from accounts_agent a join accounts_user u on u.id = a.user_id "
            "where a.is_active and u.is_active and u.email = lower(address) order by a.tenant_id limit 20",
            {"accounts_agent": ["tenant_id", "id", "user_id", "is_active"], "accounts_user": ["id", "email", "is_active"]},
        ),
    ]
