"""Helpers: a row for each case with which somebody was asked to help, which that helper alone sees;
and of the cases they see those to which they said yes, each by the number that they opened.

Whoever names a case as its petitioner does is staff nowhere. Whoever names one and is staff comes
as its helper, and the database looks whether they are.
"""

from importlib import import_module

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from openredress.wall.tables import behind_the_wall

before = import_module("openredress.cases.migrations.0009_exclusions_go_up")
wall = import_module("openredress.cases.migrations.0004_the_wall")
number, numbers = wall.number, wall.numbers

#: Of every case with which they were asked to help, while they do not stand too near to it.
ASKED = f"""
  staff_id = {number("staff")}
  AND NOT {number("staff")} = ANY (blocked)
  AND NOT apart && {numbers("works_at")}
"""

ROOT = f"root_id = {number('root')}"
#: It says all of it once more: the functions that search apply this policy as the owner. They call
#: the cases by another name, so nothing in the inner question may name them.
HELPS = f"""id IN (SELECT helps.case_id FROM cases_helping helps
      WHERE helps.accepted_at IS NOT NULL AND {ASKED.replace("staff_id", "helps.staff_id")
      .replace("blocked", "helps.blocked").replace("apart", "helps.apart")})"""
MAY_VIEW = before.MAY_VIEW.replace(ROOT, f"({ROOT} AND ({number('staff')} IS NULL OR {HELPS}))")
assert MAY_VIEW.count("helps.case_id") == 1


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0022_totals"),
        ("offices", "0009_mediation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Helping",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True,
                        related_name="helping", serialize=False, to="cases.case",
                    ),
                ),
                ("root", models.CharField(max_length=20)),
                ("number", models.CharField(max_length=20)),
                ("level", models.PositiveSmallIntegerField()),
                (
                    "scope",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, default=list,
                        size=None,
                    ),
                ),
                ("until", models.DateField(blank=True, null=True)),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("asked_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("asks", models.BooleanField(default=False)),
                (
                    "blocked",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "apart",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "working",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        blank=True, db_index=False, null=True,
                        on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to="offices.matter",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT,
                        related_name="+", to="offices.office",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        blank=True, db_index=False, null=True,
                        on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "help with a case",
                "indexes": [
                    models.Index(
                        models.F("staff"), models.F("asked_at"),
                        condition=models.Q(("staff__isnull", False)), name="helpings_of_staff",
                    )
                ],
            },
        ),
        behind_the_wall("cases_helping", ASKED),
        migrations.RunSQL(before.policy(MAY_VIEW), before.policy(before.MAY_VIEW)),
    ]
