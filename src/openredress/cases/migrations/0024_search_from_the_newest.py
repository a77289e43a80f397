"""Search is not led astray by what PostgreSQL expects.

Where it expected many cases to say what is asked for, it walked all cases from the newest, which
took seconds with a million where few said it: `+ 0` leaves it the index of words alone. And whose
cases are those of very many offices is asked of each that was found, by the policy as always, not
of the index, which would read a list for each office at every step.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("openredress.cases.migrations.0012_search").SEARCH.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
SEARCH = BEFORE
for old, new in (
    ("ORDER BY s.case_id DESC", "ORDER BY s.case_id + 0 DESC"),
    ("AND s.keys && $2", "AND (cardinality($2) > 64 OR s.keys && $2)"),
    ("wide * 4", "wide * 2"),
    ("SET jit = off", "SET jit = off SET max_parallel_workers_per_gather = 0"),
):
    assert old in SEARCH
    SEARCH = SEARCH.replace(old, new)


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_helping")]
    operations = [migrations.RunSQL(SEARCH, BEFORE)]
