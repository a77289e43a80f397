"""What a petitioner asks about who must not see a case goes up where nobody below answers it."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from openredress.wall import READER

before = import_module("openredress.cases.migrations.0008_reprisal")
numbers = before.numbers

SEES = f"OR registrar_id = ANY ({numbers('takes_in')})"
RECEIVES = f"office_id = ANY ({numbers('receives')})"
MAY_VIEW = before.MAY_VIEW.replace(
    SEES, f"{SEES} OR exclusion_office_id = ANY ({numbers('takes_in')})"
).replace(RECEIVES, f"({RECEIVES} OR exclusion_office_id = ANY ({numbers('joins')}))")
assert MAY_VIEW.count("exclusion_office_id") == 2


def policy(seen):
    return f"""
        DROP POLICY seen ON cases_case;
        CREATE POLICY seen ON cases_case FOR SELECT TO {READER} USING ({seen});
    """


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_reprisal"),
        ("offices", "0005_reprisals_to"),
    ]
    operations = [
        migrations.AddField(
            "case",
            "exclusion_office",
            models.ForeignKey(
                "offices.office", django.db.models.deletion.PROTECT, null=True, blank=True,
                related_name="+", db_index=False,
            ),
        ),  # fmt: skip
        migrations.AddField(
            "case", "exclusion_due_at", models.DateTimeField(null=True, blank=True)
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                "exclusion_office", name="waits_for_exclusion",
                condition=models.Q(exclusion_asked=True, is_open=True),
            ),
        ),  # fmt: skip
        migrations.RunSQL(policy(MAY_VIEW), policy(before.MAY_VIEW)),
    ]
