import django.db.models.deletion
from django.db import migrations, models

from openredress.wall.tables import OF_NOBODY, behind_the_wall


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_public_issues"), ("parties", "0007_mediation")]

    operations = [
        migrations.CreateModel(
            name="Proxy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("data_key", models.BinaryField(max_length=200)),
                ("key_id", models.CharField(max_length=64)),
                ("number", models.PositiveIntegerField()),
                ("code_hash", models.BinaryField(max_length=32, unique=True)),
                ("sealed", models.BinaryField()),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "proxy",
                "indexes": [models.Index(fields=["key_id", "id"], name="proxies_by_key")],
            },
        ),
        migrations.CreateModel(
            name="EndedProxy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("code_hash", models.BinaryField(max_length=32, unique=True)),
                ("ended_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "ended proxy",
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="ended_once")
                ],
            },
        ),
        behind_the_wall("parties_proxy", OF_NOBODY),
        behind_the_wall("parties_endedproxy", OF_NOBODY),
    ]
