from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Every page counts what is at risk: of 8,000 tickets that are due some time all were read for it."""

    atomic = False
    dependencies = [("tickets", "0010_routing_decisions")]

    operations = [
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("is_breached", False), ("is_open", True)),
                fields=["tenant", "at_risk_from"],
                name="ticket_at_risk",
            ),
        ),
    ]
