"""The words of cases near one, for comparing what is complained of, behind the wall.

The function before this one began at the newest case: for one of two years ago it read all that was
filed since, and let it lie. This one begins at the case itself and goes on in both directions.
"""

import importlib

from django.db import migrations

from openredress.wall import READER

before = importlib.import_module("openredress.cases.migrations.0014_alike")

NEAR = """
CREATE FUNCTION openredress_words_near(
    near bigint, wanted text, scope text[], since timestamptz, until timestamptz, most integer
  ) RETURNS TABLE (found bigint, matter bigint, place bigint, said text[])
  LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public SET jit = off
  SET enable_hashjoin = off SET enable_mergejoin = off AS $$
  DECLARE
    rule text;
    together CONSTANT bigint := 8192;
    began CONSTANT timestamptz := clock_timestamp();
    here CONSTANT bigint := near / together;
    last bigint;
    reach integer := 0;
    upto integer := 0;
    buckets text[];
    so_far integer := 0;
    step integer;
  BEGIN
    SELECT qual INTO STRICT rule FROM pg_policies
      WHERE schemaname = 'public' AND tablename = 'cases_case' AND policyname = 'seen';
    SELECT max(case_id) / together INTO last FROM cases_searchrow;
    LOOP
      SELECT array_agg(DISTINCT 'b' || n) INTO buckets
        FROM generate_series(reach, upto) d, unnest(ARRAY[here - d, here + d]) n
        WHERE n BETWEEN 0 AND last;
      EXIT WHEN buckets IS NULL;
      RETURN QUERY EXECUTE format($q$
        SELECT n.case_id, c.matter_id, c.place_id,
          ARRAY(SELECT lexeme FROM unnest(w.words) WHERE 'A' = ANY (weights))
        FROM (
          SELECT s.case_id, abs(s.case_id - $4) AS far FROM cases_searchrow s
          WHERE s.keys && $2 AND s.keys && $3 AND ($1 IS NULL OR s.words @@ $1)
          ORDER BY far, s.case_id OFFSET 0
        ) n JOIN cases_case c ON c.id = n.case_id JOIN cases_searchrow w ON w.case_id = n.case_id
        WHERE c.filed_at >= $5 AND c.filed_at < $6 AND (%s)
        ORDER BY n.far, n.case_id LIMIT $7 $q$, rule)
        USING wanted::tsquery, scope, buckets, near, since, until, most - so_far;
      GET DIAGNOSTICS step = ROW_COUNT;
      so_far := so_far + step;
      EXIT WHEN so_far >= most OR clock_timestamp() - began > interval '400 ms';
      reach := upto + 1;
      upto := upto + least(reach, 8);
    END LOOP;
  END $$;
"""
RIGHTS = f"""
REVOKE ALL ON FUNCTION openredress_words_near FROM PUBLIC;
GRANT EXECUTE ON FUNCTION openredress_words_near TO {READER};
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0028_words_at_once")]
    operations = [
        migrations.RunSQL(f"{NEAR} {RIGHTS}", "DROP FUNCTION openredress_words_near;"),
        migrations.RunSQL(
            "DROP FUNCTION openredress_words_of;", f"{before.WORDS} {before.RIGHTS}"
        ),
    ]  # fmt: skip
