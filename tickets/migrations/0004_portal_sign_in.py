import django.db.models.deletion
from django.db import migrations, models

import helpdesk.tenancy.context


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_initial"), ("tickets", "0003_mail_across_tenants")]

    operations = [
        migrations.CreateModel(
            name="FormUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(max_length=20)),
                ("visitor_digest", models.CharField(max_length=64)),
                ("used_at", models.DateTimeField()),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        default=helpdesk.tenancy.context.current_tenant_id,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        fields=["tenant", "purpose", "visitor_digest", "used_at"], name="form_use_by_visitor"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="signinlink",
            name="confirms",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="tickets.message",
            ),
        ),
    ]
