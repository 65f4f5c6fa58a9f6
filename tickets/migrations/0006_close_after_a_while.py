from django.db import migrations, models
from django.db.models import Q

from helpdesk.tenancy.operations import SweepFunction


class Migration(migrations.Migration):
    dependencies = [("tickets", "0005_search_newest_first"), ("tenancy", "0001_initial")]

    operations = [
        migrations.AddIndex(
            "ticket",
            models.Index(fields=["resolved_at"], condition=Q(status_category="resolved"), name="ticket_to_close"),
        ),
        SweepFunction(
            name="tickets_to_close",
            arguments="most integer",
            returns="table(tenant_id bigint, id bigint)",
            body="""
                select t.tenant_id, t.id
                from tickets_ticket t join tenancy_tenant n on n.id = t.tenant_id
                where t.status_category = 'resolved'
                  and t.resolved_at < clock_timestamp() - n.auto_close_hours * interval '1 hour'
                order by t.resolved_at limit most
            """,
            reads={
                "tickets_ticket": ["tenant_id", "id", "status_category", "resolved_at"],
                "tenancy_tenant": ["id", "auto_close_hours"],
            },
        ),
    ]
