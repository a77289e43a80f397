"""Words come into their index with the case that says them.

PostgreSQL would first lay them on a list of up to 4 MB, which each step of each search reads from
its first page to its last, until somebody's filing meets the limit and has to clear it away.
"""

import django.contrib.postgres.indexes
from django.db import migrations

NAME = "found_by_words"
AT_ONCE = f"""
ALTER INDEX {NAME} SET (fastupdate = off);
SELECT gin_clean_pending_list('{NAME}');
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0027_sheets")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(AT_ONCE, f"ALTER INDEX {NAME} RESET (fastupdate)"),
            ],
            state_operations=[
                migrations.RemoveIndex("searchrow", NAME),
                migrations.AddIndex("searchrow", django.contrib.postgres.indexes.GinIndex(
                    fields=["words", "keys"], name=NAME, fastupdate=False)),
            ],
        ),
    ]  # fmt: skip
