"""Who sits at a hearing, so that they find it, and since when what they have to know is new."""

import django.contrib.postgres.fields
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import Q

#: What the journals say of hearings that are there already. Seats are counted over all panels of a
#: hearing; those of the last one count, without who left upon an objection.
FROM_THE_JOURNALS = """
UPDATE cases_hearing SET
  news_at = (
    SELECT max(e.at) FROM cases_journalentry e
    WHERE e.case_id = cases_hearing.case_id AND (e.data->>'hearing')::int = cases_hearing.number
      AND e.tag IN ('panel-named', 'hearing-announced', 'hearing-cancelled')
  ),
  panel = ARRAY(
    SELECT sits.staff FROM (
      SELECT row_number() OVER (ORDER BY e.seq, s.place) AS seat, e.seq,
             s.staff::bigint AS staff, max(e.seq) OVER () AS last
      FROM cases_journalentry e,
           jsonb_array_elements_text(e.data->'staff') WITH ORDINALITY AS s(staff, place)
      WHERE e.case_id = cases_hearing.case_id AND (e.data->>'hearing')::int = cases_hearing.number
        AND e.tag = 'panel-named'
    ) sits
    WHERE sits.seq = sits.last AND sits.staff > 0 AND NOT EXISTS (
      SELECT 1 FROM cases_journalentry e
      WHERE e.case_id = cases_hearing.case_id AND (e.data->>'hearing')::int = cases_hearing.number
        AND e.tag = 'objection-answered' AND (e.data->>'seat')::int = sits.seat
        AND (e.data->>'leaves')::bool
    )
    ORDER BY sits.staff
  )
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0020_by_day'),
    ]

    operations = [
        migrations.AddField(
            model_name='hearing',
            name='panel',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='hearing',
            name='news_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunSQL(FROM_THE_JOURNALS, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='hearing',
            index=GinIndex(models.F('panel'), condition=~Q(panel=[]), name='hearings_of_panel'),
        ),
    ]
