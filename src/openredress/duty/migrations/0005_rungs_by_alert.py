import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duty", "0004_hours_of_the_office")]
    operations = [
        migrations.AlterField(
            "alertrung", "alert",
            models.ForeignKey(
                "duty.alert", django.db.models.deletion.CASCADE, related_name="rungs",
                db_index=False,
            ),
        ),
        migrations.AlterField(
            "alertrung", "office",
            models.ForeignKey(
                "offices.office", django.db.models.deletion.PROTECT, related_name="+",
                db_index=False,
            ),
        ),
    ]
