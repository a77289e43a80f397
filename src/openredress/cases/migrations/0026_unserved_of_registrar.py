"""Who took a case in finds which of its answers have not arrived, without reading all others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0025_meetings_told")]

    operations = [
        migrations.AddIndex(
            "case",
            models.Index(
                "registrar", "unserved_since", "id", name="unserved_of_registrar",
                condition=models.Q(unserved_since__isnull=False),
            ),
        ),
    ]  # fmt: skip
