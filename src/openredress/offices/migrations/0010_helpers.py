import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from openredress.wall.tables import open_table


class Migration(migrations.Migration):
    """Helpers whom an office offers. The list is public, so every request can read it; the right to
    read goes with the reader's role, which the cases make.
    """

    dependencies = [("offices", "0009_mediation"), ("cases", "0004_the_wall")]

    operations = [
        migrations.AlterField(
            model_name="post",
            name="role",
            field=models.CharField(
                choices=[
                    ("clerk", "Intake clerk"), ("officer", "Case officer"),
                    ("head", "Head of office"), ("supervisor", "Supervisor"),
                    ("operator", "Operator"), ("helper", "Helper"),
                ],
                max_length=20, verbose_name="role",
            ),
        ),
        migrations.CreateModel(
            name="Helper",
            fields=[
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True,
                        related_name="helper", serialize=False, to="offices.post",
                    ),
                ),
                ("goes_by", models.CharField(max_length=80, verbose_name="the name they go by")),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), blank=True, default=list,
                        size=None,
                    ),
                ),
                (
                    "good_at_en",
                    models.CharField(
                        blank=True, max_length=300,
                        verbose_name="what they are good at, in English",
                    ),
                ),
                (
                    "good_at_zh",
                    models.CharField(
                        blank=True, max_length=300,
                        verbose_name="what they are good at, in Chinese",
                    ),
                ),
                (
                    "meets_en",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="where and when, in English"
                    ),
                ),
                (
                    "meets_zh",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="where and when, in Chinese"
                    ),
                ),
                (
                    "is_listed",
                    models.BooleanField(default=True, verbose_name="stands on the public list"),
                ),
            ],
            options={"verbose_name": "helper"},
        ),
        open_table("offices_helper"),
    ]
