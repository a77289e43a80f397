"""Cases that are linked because they have one cause share a number, drawn from a sequence."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_alike")]
    operations = [
        migrations.AddField(
            "case", "cause", models.PositiveBigIntegerField(blank=True, null=True)
        ),
        migrations.AddIndex("case", models.Index(
            "cause", name="linked_by_cause", condition=models.Q(cause__isnull=False))),
        migrations.RunSQL(
            "CREATE SEQUENCE cases_cause_number", "DROP SEQUENCE cases_cause_number"
        ),
    ]  # fmt: skip
