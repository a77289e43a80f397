from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("offices", "0007_state")]
    operations = [
        migrations.AddField("calendarchange", "hours", models.JSONField(null=True)),
        migrations.AddField("calendarchange", "hours_since", models.DateField(null=True)),
        migrations.AddConstraint(
            "calendarchange",
            models.CheckConstraint(
                condition=models.Q(hours=None, hours_since=None)
                | models.Q(hours__isnull=False, hours_since__isnull=False),
                name="hours_from_a_day_on",
            ),
        ),
    ]
