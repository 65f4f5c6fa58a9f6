from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """The queue everybody opens first is read in its order: of 20,000 open tickets all due ones were read for it."""

    atomic = False
    dependencies = [("tickets", "0008_search_by_sample")]

    operations = [
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False), ("is_open", True)),
                fields=["tenant", "assignee", "due_at", "id"],
                name="ticket_mine_by_due",
            ),
        ),
    ]
