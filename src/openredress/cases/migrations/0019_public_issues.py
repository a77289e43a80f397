import django.db.models.deletion
from django.db import migrations, models

from openredress.wall.tables import open_table


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_mediation"), ("offices", "0006_digest")]

    operations = [
        migrations.CreateModel(
            name="PublicIssue",
            fields=[
                ("cause", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=160)),
                ("text", models.TextField()),
                ("plan", models.TextField()),
                ("due_on", models.DateField()),
                ("answer", models.TextField(blank=True)),
                ("answered_on", models.DateField(blank=True, null=True)),
                ("cases", models.PositiveIntegerField()),
                ("published_on", models.DateField()),
                ("made_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to="offices.office",
                    ),
                ),
            ],
            options={"verbose_name": "public systemic issue"},
        ),
        open_table("cases_publicissue"),
    ]
