"""Search by words, behind the wall.

`@@` may leak, so row-level security would have it look at every visible row. Requests have no
right to the words at all; they ask a function that runs as the owner and applies the policy of the
cases itself: it reads the rule from the policy, so the two cannot come apart. It answers with keys
of cases that whoever asks may see, and with how far it has looked.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from openredress.wall import READER

SEARCH = """
CREATE FUNCTION openredress_search(
    wanted text, scope text[], below bigint, most integer, given jsonb
  ) RETURNS TABLE (found bigint, rank real, reached bigint)
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
    SELECT least(below - 1, coalesce(max(case_id), 0)) / together INTO top FROM cases_searchrow;
    WHILE top >= 0 LOOP
      bottom := greatest(top - wide + 1, 0);
      SELECT array_agg('b' || n) INTO buckets FROM generate_series(bottom, top) n;
      RETURN QUERY EXECUTE format($q$
        SELECT s.case_id, ts_rank_cd(s.words, $1, 1), NULL::bigint
        FROM cases_searchrow s JOIN cases_case c ON c.id = s.case_id
        WHERE s.words @@ $1 AND s.keys && $2 AND s.keys && $3 AND s.case_id < $4 AND (%s)
          AND ($5->>'stage' IS NULL OR c.stage = $5->>'stage')
          AND ($5->>'outcome' IS NULL OR c.outcome = $5->>'outcome')
          AND ($5->'open' IS NULL OR c.is_open = ($5->>'open')::boolean)
          AND ($5->'offices' IS NULL OR $5->'offices' @> to_jsonb(c.office_id))
          AND ($5->'matters' IS NULL OR $5->'matters' @> to_jsonb(c.matter_id))
          AND ($5->'places' IS NULL OR $5->'places' @> to_jsonb(c.place_id))
          AND ($5->>'since' IS NULL OR c.filed_at >= ($5->>'since')::timestamptz)
          AND ($5->>'until' IS NULL OR c.filed_at < ($5->>'until')::timestamptz)
          AND ($5->>'late_at' IS NULL
               OR (c.is_open AND c.next_due_at <= ($5->>'late_at')::timestamptz))
        ORDER BY s.case_id DESC LIMIT $6 $q$, rule)
        USING wanted::tsquery, scope, buckets, below, given, most - so_far;
      GET DIAGNOSTICS step = ROW_COUNT;
      so_far := so_far + step;
      top := bottom - 1;
      wide := least(wide * 4, 64);
      EXIT WHEN so_far >= most OR clock_timestamp() - began > interval '400 ms';
    END LOOP;
    RETURN QUERY SELECT NULL::bigint, NULL::real, greatest((top + 1) * together, 0);
  END $$;
"""

ALIKE = """
CREATE FUNCTION openredress_words_alike(tried text[])
  RETURNS TABLE (found text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT word::text FROM cases_searchword WHERE deletions && tried ORDER BY word
  $$;
"""

FUNCTIONS = f"""
{SEARCH} {ALIKE}
REVOKE ALL ON FUNCTION openredress_search, openredress_words_alike FROM PUBLIC;
GRANT EXECUTE ON FUNCTION openredress_search, openredress_words_alike TO {READER};
"""
GONE = "DROP FUNCTION openredress_search; DROP FUNCTION openredress_words_alike;"


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_supervision")]
    operations = [
        migrations.CreateModel(
            "SearchRow",
            [
                ("case", models.OneToOneField(
                    "cases.case", django.db.models.deletion.CASCADE, primary_key=True,
                    related_name="+", serialize=False,
                )),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("keys", django.contrib.postgres.fields.ArrayField(
                    models.TextField(), size=None,
                )),
            ],
            {"verbose_name": "words of a case"},
        ),
        migrations.CreateModel(
            "SearchWord",
            [
                ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("deletions", django.contrib.postgres.fields.ArrayField(
                    models.TextField(), size=None,
                )),
            ],
            {"verbose_name": "word that is searched for"},
        ),
        migrations.AddIndex("searchrow", django.contrib.postgres.indexes.GinIndex(
            fields=["words", "keys"], name="found_by_words")),
        migrations.AddIndex("searchword", django.contrib.postgres.indexes.GinIndex(
            fields=["deletions"], name="words_alike")),
        # What there is already is found once `openredress search rebuild` has run.
        migrations.RunSQL(FUNCTIONS, GONE),
    ]  # fmt: skip
