from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0035_open_work_by_age")]

    operations = [
        # The files that were found out already have another type instead, and need no word.
        migrations.AddField("attachment", "is_drawable", models.BooleanField(default=True)),
    ]
