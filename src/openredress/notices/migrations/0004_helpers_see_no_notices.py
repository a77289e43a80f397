"""A helper opens a case as its petitioner does, and how they are told is not there for them."""

from django.db import migrations

from openredress.wall import READER

ROOT = "case_id = (SELECT nullif(current_setting('openredress.root', true), '')::bigint)"
NO_STAFF = "(SELECT nullif(current_setting('openredress.staff', true), '')) IS NULL"
LETTERS = """(channel = 'letter'
  AND EXISTS (SELECT FROM cases_case seen WHERE seen.id = of_case_id OFFSET 0))"""
BEFORE = f"{ROOT} OR {LETTERS}"
NO_ROOT = "(SELECT nullif(current_setting('openredress.root', true), '')) IS NULL"
SEEN = f"({ROOT} AND {NO_STAFF}) OR ({LETTERS} AND {NO_ROOT})"


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_ways_and_texts"), ("cases", "0020_by_day")]

    operations = [
        migrations.RunSQL(
            f"ALTER POLICY seen ON notices_notice TO {READER} USING ({SEEN})",
            f"ALTER POLICY seen ON notices_notice TO {READER} USING ({BEFORE})",
        ),
    ]
