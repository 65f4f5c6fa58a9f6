import django.db.models.deletion
import helpdesk.tenancy.context
from django.db import migrations, models

from helpdesk.tenancy.operations import SweepFunction


class Migration(migrations.Migration):

    dependencies = [
        ('mailout', '0003_states_and_lists_of_the_outbox'),
        ('tenancy', '0002_settings_stamp'),
    ]

    operations = [
        migrations.CreateModel(
            name='MailDomain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=253)),
                ('selector', models.CharField(max_length=63)),
                ('private_key', models.TextField()),
                ('public_key', models.TextField()),
                ('is_signing', models.BooleanField(default=False)),
                ('findings', models.JSONField(default=list)),
                ('checked_at', models.DateTimeField(null=True)),
                ('tenant', models.ForeignKey(db_index=False, default=helpdesk.tenancy.context.current_tenant_id, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('tenant', 'domain'), name='one_key_per_mail_domain')],
            },
        ),
        SweepFunction(
            name="mail_domains_to_check",
            arguments="most integer",
            returns="table(tenant_id bigint, id bigint)",
            body="""
                select tenant_id, id from mailout_maildomain
                where checked_at is null or checked_at < clock_timestamp() - interval '1 day'
                order by checked_at nulls first limit most
            """,
            reads={"mailout_maildomain": ["tenant_id", "id", "checked_at"]},
        ),
    ]
