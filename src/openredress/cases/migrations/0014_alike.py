"""The words of cases, for comparing what is complained of, behind the wall.

As with search, requests have no right to the words: they ask a function that applies the policy of
the cases, which it reads from the policy itself. It tells the words with which a case was filed
(names, contacts and long numbers were never among them) of cases whose texts the reader may open.
"""

from django.db import migrations

from openredress.wall import READER

WORDS = """
CREATE FUNCTION openredress_words_of(
    one bigint, wanted text, scope text[], since timestamptz, until timestamptz, most integer
  ) RETURNS TABLE (found bigint, matter bigint, place bigint, said text[])
  LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public SET jit = off AS $$
  DECLARE
    rule text;
    together CONSTANT bigint := 8192;
    began CONSTANT timestamptz := clock_timestamp();
    top bigint;
    bottom bigint;
    buckets text[];
    wide integer := 1;
    so_far integer := 0;
    step integer;
  BEGIN
    SELECT qual INTO STRICT rule FROM pg_policies
      WHERE schemaname = 'public' AND tablename = 'cases_case' AND policyname = 'seen';
    SELECT coalesce(one, max(case_id), 0) / together INTO top FROM cases_searchrow;
    WHILE top >= 0 LOOP
      bottom := CASE WHEN one IS NULL THEN greatest(top - wide + 1, 0) ELSE top END;
      SELECT array_agg('b' || n) INTO buckets FROM generate_series(bottom, top) n;
      RETURN QUERY EXECUTE format($q$
        SELECT s.case_id, c.matter_id, c.place_id,
          ARRAY(SELECT lexeme FROM unnest(s.words) WHERE 'A' = ANY (weights))
        FROM cases_searchrow s JOIN cases_case c ON c.id = s.case_id
        WHERE s.keys && $2 AND s.keys && $3 AND (%s)
          AND ($1 IS NULL OR s.words @@ $1) AND ($4 IS NULL OR s.case_id = $4)
          AND ($5 IS NULL OR c.filed_at >= $5) AND ($6 IS NULL OR c.filed_at < $6)
        ORDER BY s.case_id DESC LIMIT $7 $q$, rule)
        USING wanted::tsquery, scope, buckets, one, since, until, most - so_far;
      GET DIAGNOSTICS step = ROW_COUNT;
      so_far := so_far + step;
      top := bottom - 1;
      wide := least(wide * 4, 64);
      EXIT WHEN one IS NOT NULL OR so_far >= most
        OR clock_timestamp() - began > interval '400 ms';
    END LOOP;
  END $$;
"""
RIGHTS = f"""
REVOKE ALL ON FUNCTION openredress_words_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION openredress_words_of TO {READER};
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_reports_open")]
    operations = [
        migrations.RunSQL(f"{WORDS} {RIGHTS}", "DROP FUNCTION openredress_words_of;"),
    ]
