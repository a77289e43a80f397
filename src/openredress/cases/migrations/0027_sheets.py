"""A sheet for each office: what its totals come to today, in one row. The worker writes them with
the next round; until then, totals are added up as before.

Changes of totals get an index of their own, since whoever reads a sheet reads them too.
"""

from importlib import import_module

from django.db import migrations, models
from django.db.models import Q

from openredress.wall.tables import behind_the_wall

numbers = import_module("openredress.cases.migrations.0004_the_wall").numbers


class Migration(migrations.Migration):
    dependencies = [("cases", "0026_unserved_of_registrar")]
    operations = [
        migrations.CreateModel(
            "Sheet",
            [
                (
                    "office",
                    models.OneToOneField(
                        to="offices.office", on_delete=models.CASCADE, primary_key=True,
                        related_name="+", serialize=False, db_constraint=False,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("state", models.BigIntegerField()),
                ("waiting", models.JSONField()),
                ("promised", models.JSONField()),
            ],
            options={"verbose_name": "sheet of totals"},
        ),  # fmt: skip
        behind_the_wall("cases_sheet", f"office_id = ANY ({numbers('sees')})"),
        migrations.AddIndex(
            "total",
            models.Index(fields=["office"], condition=Q(is_sum=False), name="totals_changed"),
        ),
        migrations.AddIndex(
            "promisedremedy",
            models.Index(
                "promised_on", "id", condition=Q(completed_at__isnull=True),
                name="remedies_undone_by_day",
            ),
        ),  # fmt: skip
    ]
