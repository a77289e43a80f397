"""Reports of reprisal, invisible below: the policy of the cases asks who reads them.

Whoever is shut out of the case that a report is about is shut out of the report, and from the
same moment on. The function looks at that case as the owner of the tables, because whoever asks is
not shown it; it answers for the reader alone and tells nothing else.
"""

import django.db.models.deletion
from django.db import migrations, models

from openredress.wall import READER

from importlib import import_module

wall = import_module("openredress.cases.migrations.0004_the_wall")
number, numbers = wall.number, wall.numbers

MAY_VIEW = f"""
  root_id = {number("root")}
  OR (
    (
      (NOT is_reprisal AND (
        office_id = ANY ({numbers("sees")})
        OR registrar_id = ANY ({numbers("takes_in")})
        OR co_handlers && {numbers("joins")}
      ))
      OR (is_reprisal AND office_id = ANY ({numbers("receives")}))
    )
    AND NOT {number("staff")} = ANY (blocked)
    AND NOT blocked_offices && {numbers("works_at")}
    AND (about_id IS NULL OR NOT openredress_shut_out_of(about_id))
  )
"""

SHUT_OUT = """
CREATE FUNCTION openredress_shut_out_of(chain bigint) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (
      SELECT FROM cases_case WHERE root_id = chain AND (
        nullif(current_setting('openredress.staff', true), '')::bigint = ANY (blocked)
        OR blocked_offices
          && nullif(current_setting('openredress.works_at', true), '')::bigint[]
      )
    )
  $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_forgetting"),
        ("offices", "0005_reprisals_to"),
    ]
    operations = [
        migrations.AddField("case", "is_reprisal", models.BooleanField(default=False)),
        migrations.AddField(
            "case",
            "about",
            models.ForeignKey(
                "cases.case", django.db.models.deletion.DO_NOTHING, null=True, blank=True,
                related_name="+", db_index=False, db_constraint=False,
            ),
        ),  # fmt: skip
        migrations.RunSQL(
            f"""{SHUT_OUT}
            REVOKE ALL ON FUNCTION openredress_shut_out_of FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION openredress_shut_out_of TO {READER};
            DROP POLICY seen ON cases_case;
            CREATE POLICY seen ON cases_case FOR SELECT TO {READER} USING ({MAY_VIEW});
            """,
            f"""
            DROP POLICY seen ON cases_case;
            CREATE POLICY seen ON cases_case FOR SELECT TO {READER} USING ({wall.MAY_VIEW});
            DROP FUNCTION openredress_shut_out_of;
            """,
        ),
    ]
