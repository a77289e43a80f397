"""When a mediation meets next, and since when whoever mediates has to know, as the journals say."""

from django.db import migrations, models

#: A meeting stands until one is held, or the mediation goes to the next rung.
FROM_THE_JOURNALS = """
UPDATE cases_mediation SET
  news_at = (
    SELECT max(e.at) FROM cases_journalentry e
    WHERE e.case_id = cases_mediation.case_id
      AND e.tag IN ('mediation-meeting-set', 'co-mediator-joined')
  ),
  meets_at = (
    SELECT CASE WHEN e.tag = 'mediation-meeting-set' THEN (e.data->>'starts_at')::timestamptz END
    FROM cases_journalentry e
    WHERE e.case_id = cases_mediation.case_id
      AND e.tag IN ('mediation-meeting-set', 'mediation-meeting-held', 'mediation-handed-on')
    ORDER BY e.seq DESC LIMIT 1
  )
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0024_search_from_the_newest")]

    operations = [
        migrations.AddField(
            "mediation", "meets_at", models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField("mediation", "news_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(FROM_THE_JOURNALS, migrations.RunSQL.noop),
    ]
