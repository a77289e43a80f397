from django.db import migrations, models

# What a policy asks about the case of its row is asked row by row, by the index of cases. Else
# PostgreSQL collects every case that the reader may see as soon as it expects many rows: see
# decision 6. What is made later says OFFSET 0 from the beginning.
ROW_BY_ROW = r"""
DO $$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT tablename, policyname, qual FROM pg_policies
              WHERE schemaname = current_schema() AND qual ~ 'FROM cases_case seen'
                AND qual !~ 'OFFSET'
  LOOP
    EXECUTE format(
      'ALTER POLICY %I ON %I USING (%s)', one.policyname, one.tablename,
      regexp_replace(one.qual, '(WHERE \(seen\.(root_)?id = [a-z_."]+\))', '\1 OFFSET 0', 'g'));
  END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0019_public_issues"),
        ("attachments", "0001_initial"),
        ("coordination", "0001_initial"),
        ("duty", "0002_wall_and_records"),
        ("incoming", "0002_wall"),
        ("notices", "0003_ways_and_texts"),
        ("offices", "0009_mediation"),
    ]
    operations = [
        migrations.RunSQL(ROW_BY_ROW, migrations.RunSQL.noop),
        migrations.AddIndex(
            "breach",
            models.Index(models.F("due_on"), models.F("id"), name="breaches_by_day"),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                models.F("next_due_at"),
                models.F("id"),
                condition=models.Q(is_open=True),
                name="due_next",
            ),
        ),
    ]
